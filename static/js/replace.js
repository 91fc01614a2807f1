// Show on the button how much it replaces, and set or clear all ticks at once. Without this script
// the button says that it replaces the ticked ones.
const button = document.querySelector("[data-do]");
const ticks = [...document.querySelectorAll(".cpd-hits input[type=checkbox]:not(:disabled)")];
const all = document.querySelector("[data-all]");

const several = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;

// Count a line once if both its words and its note match.
function counted() {
  const ticked = ticks.filter((tick) => tick.checked);
  const lines = new Map();
  for (const { dataset } of ticked.filter((tick) => tick.dataset.line)) {
    lines.set(dataset.line, Math.max(Number(dataset.places), lines.get(dataset.line) ?? 0));
  }
  const places = [...lines.values()].reduce((sum, number) => sum + number, 0);
  const others = ticked.filter((tick) => !tick.dataset.line).length;
  const said = lines.size ? [several(lines.size, "line")] : [];
  if (places !== lines.size) said[0] += `, ${several(places, "place")}`;
  if (others) said.push(several(others, lines.size ? "other text" : "text"));
  return said.join(" and ");
}

function say() {
  button.textContent = `${button.dataset.do} ${counted() || "nothing yet"}`;
}

if (button) {
  say();
  for (const tick of ticks) tick.addEventListener("change", say);
}
if (all) {
  all.hidden = false;
  all.addEventListener("click", () => {
    const rest = ticks.some((tick) => !tick.checked);
    for (const tick of ticks) tick.checked = rest;
    say();
  });
}
