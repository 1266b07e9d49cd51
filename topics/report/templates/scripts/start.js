addEventListener("popstate", arriveBack);
onState(translate);
sync();
const named = document.querySelector(":target");
if (Object.keys(state).some((key) => key !== "lang")) arrive();
else if (named) reveal(named); // the list above it has grown since the browser went there
root.dataset.ready = "yes";
