// Keyboard shortcuts of proof-reading. They work while a line has the focus, never in a text field;
// each activates the button or link with its data-key.
const LINES = ".cpd-read > li";

// After a shortcut that leads here, focus the first line of the box.
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
