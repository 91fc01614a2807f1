// Keys of proof-reading. They work while a line has the focus, never where one types; each does what
// a button or a link does, which says so in its data-key.
const LINES = ".cpd-read > li";

document.querySelector(`${LINES}.is-inhand`)?.focus();

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
  else if (does) does.click();
  else return;
  event.preventDefault();
});
