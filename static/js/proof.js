// Keys of proof-reading. They work while a line has the focus, never where one types; each does what
// a button or a link does, which says so in its data-key.
const LINES = ".cpd-read > li";

// Whoever came here by a key goes on by keys: the first line of the next box has the focus.
const BY_KEY = "cpd-proof-by-key";
const inHand = document.querySelector(`${LINES}.is-inhand`);
if (inHand) inHand.focus();
else if (sessionStorage.getItem(BY_KEY)) document.querySelector(LINES)?.focus({ preventScroll: true });
sessionStorage.removeItem(BY_KEY);

document.addEventListener("keydown", (event) => {
  const line = event.target.closest?.(LINES);
  const types = event.target.matches?.("input, textarea, select");
  if (!line || types || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter" && event.target !== line) return;
  const key = CSS.escape(event.key.toLowerCase());
  const beside = { ArrowUp: line.previousElementSibling, ArrowDown: line.nextElementSibling };
  const does =
    line.querySelector(`[data-key="${key}"]`) ??
    document.querySelector(`.cpd-stays [data-key="${key}"]`);
  if (event.key in beside) beside[event.key]?.focus();
  else if (does) {
    sessionStorage.setItem(BY_KEY, "yes");
    does.click();
  } else return;
  event.preventDefault();
});
