// An open page of a draft reports every 30 seconds that somebody is there. The response says who
// else is, or that the draft is gone. This is a convenience: posting a form reports it too.
const here = document.querySelector("[data-here]");
const EVERY = 30_000;

async function sayHere() {
  const { here: address, draft, token } = here.dataset;
  const headers = { "X-CSRFToken": token, "HX-Request": "true" };
  try {
    const response = await fetch(address, { method: "POST", headers, body: new URLSearchParams({ draft }) });
    const others = document.getElementById("others");
    if (!response.ok || !others) return;
    others.outerHTML = await response.text();
    if (document.querySelector("[data-gone]")) clearInterval(saying);
  } catch {
    // The site cannot be reached; try again the next time.
  }
}

const saying = setInterval(sayHere, EVERY);
// Browsers throttle background tabs, so report at once when the tab becomes visible.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) sayHere();
});
sayHere();
