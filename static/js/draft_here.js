// An open page of a draft says every 30 seconds that somebody is there. It hears who else is, or
// that the draft is gone. Everything here is a convenience: what is posted says so too.
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
    // The site cannot be reached: the next time it may be.
  }
}

const saying = setInterval(sayHere, EVERY);
// A tab in the background is slowed down by the browser; back in front it asks at once.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) sayHere();
});
sayHere();
