addEventListener("popstate", sync);
onState(translate);
sync();
root.dataset.ready = "yes";
