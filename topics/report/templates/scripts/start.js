addEventListener("popstate", arriveBack);
onState(translate);
sync();
if (history.state === null) history.replaceState({ step }, "");
arriveAtAddress(); // the list above it has grown since the browser went there
root.dataset.ready = "yes";
