// Store what somebody writes on a sheet in this browser, if they want; never on the server.
const KEPT = "cpd-sheet";
const form = document.getElementById("sheet");
const keep = document.querySelector("[data-keep]");
const fields = [...form.querySelectorAll("input:not([type=hidden]), textarea")];

const read = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT));
    return kept && typeof kept === "object" ? kept : {};
  } catch {
    return {};
  }
};

const written = () => Object.fromEntries(fields.map(({ name, value }) => [name, value]));

const save = () => {
  if (keep.checked) localStorage.setItem(KEPT, JSON.stringify({ ...read(), ...written() }));
  else localStorage.removeItem(KEPT);
  dispatchEvent(new StorageEvent("storage")); // the foot of the page shows what is stored
};

const kept = read();
keep.closest("[data-keeping]").hidden = false;
keep.checked = Object.keys(kept).length > 0;
for (const field of fields) {
  if (!field.value && typeof kept[field.name] === "string") field.value = kept[field.name];
}
keep.addEventListener("change", save);
form.addEventListener("input", () => keep.checked && save());
