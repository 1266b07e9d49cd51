addEventListener("popstate", arriveBack);
onState(translate);
sync();
if (Object.keys(state).some((key) => key !== "lang")) arrive();
root.dataset.ready = "yes";
