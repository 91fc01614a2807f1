// This browser stores a list: for each line its key (after a full stop the key of the stage where
// it was chosen, if known), and its words, place and edition on the day it was added. Pages stay
// the same for everybody. Without this script, or without storage, “Add” leads to a list whose
// address names its lines.
const LIST = "cpd-list";
const SHEET = "cpd-sheet";
const MOST = 40;
const KEY = /^[\w-]{22}(\.[\w-]{22})?$/;
const { list, forget } = document.querySelector("script[data-forget]").dataset;

const read = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(LIST));
    return Array.isArray(kept) ? kept.filter((line) => KEY.test(line?.key)).slice(0, MOST) : [];
  } catch {
    return [];
  }
};

const write = (lines) => {
  if (lines.length) localStorage.setItem(LIST, JSON.stringify(lines));
  else localStorage.removeItem(LIST);
};

const keepsThings = () => {
  try {
    write(read());
    return true;
  } catch {
    return false;
  }
};

const make = (tag, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};

const counted = (lines) => `${lines.length} ${lines.length === 1 ? "line" : "lines"}`;
const isSame = (key, other) => key?.slice(0, 22) === other?.slice(0, 22); // at any stage
const has = (lines, key) => lines.some((line) => isSame(line.key, key));
const addressOf = (lines) => `${list}?${lines.map(({ key }) => `k=${key}`).join("&")}`;
const said = (day) => new Date(day).toLocaleDateString("en-GB", { dateStyle: "long" });

const status = make("p", { className: "govuk-visually-hidden", role: "status" });

// --- Adding lines, on any page ---

const OF_LINE = /\/opportunities\/([\da-f-]{36})\/$/;
const known = new Map(); // the keys of lines, by addresses without them

const shortKey = (uuid) => {
  const bytes = uuid.replaceAll("-", "").match(/../g).map((byte) => parseInt(byte, 16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").slice(0, 22);
};

const keyOf = ({ href }) => {
  const { searchParams, pathname } = new URL(href);
  const uuid = OF_LINE.exec(pathname)?.[1];
  return searchParams.get("k") ?? known.get(href) ?? (uuid && shortKey(uuid));
};

// The address has the slug of a stage; the page that it leads to has the key.
const saysStage = ({ href }) => new URL(href).searchParams.has("stage") && !known.has(href);

// In a matrix the address of a line has a number; again the page that it leads to has the key.
const findKey = async (href) => {
  const answer = await fetch(href);
  if (!answer.ok || !OF_LINE.test(new URL(answer.url).pathname)) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const add = page.querySelector(".cpd-add.govuk-button");
  known.set(href, keyOf({ href: add ? new URL(add.getAttribute("href"), answer.url).href : answer.url }));
  return known.get(href);
};

const lineOf = (key, words, from) => {
  const { place = "", edition = "" } = from?.dataset ?? {};
  return { key, words, place, edition, day: new Date().toLocaleDateString("sv-SE") }; // as ISO
};

const toggle = (key, words, from) => {
  const kept = read();
  const left = kept.filter((line) => !isSame(line.key, key));
  if (left.length === kept.length && kept.length >= MOST) {
    status.textContent = `Your list is full: it holds ${MOST} lines. Take some off it first.`;
    return;
  }
  const isAdded = left.length === kept.length;
  const lines = isAdded ? [...kept, lineOf(key, words, from)] : left;
  write(lines);
  status.textContent = `${isAdded ? "Added" : "Taken off"}. ${counted(lines)} on my list.`;
  draw();
};

const press = async (link) => {
  const words = link.lastElementChild.textContent.trim();
  const from = link.closest("[data-place]");
  const shown = keyOf(link);
  if (shown && (!saysStage(link) || has(read(), shown))) return toggle(shown, words, from);
  const key = (await findKey(link.href).catch(() => {})) ?? shown;
  if (key && !has(read(), key)) return toggle(key, words, from);
  status.textContent = key ? "It is on my list already." : "It could not be added. Open the line, and add it there.";
  draw();
};

// A matrix has one “Add” button, beside the line with the pointer or the focus.
const beside = make("a", { className: "cpd-add", rel: "nofollow" }, make("span"), make("span"), make("span", { className: "govuk-visually-hidden" }));

const pointAt = ({ type, target }) => {
  const line = target?.closest?.("[data-listed] .cpd-opps > li");
  const link = line?.querySelector(":scope > a:not([class])");
  if (!link || beside.parentElement === line) return;
  if (type === "pointerover" && beside.matches(":focus-visible")) return; // it would lose the focus
  const row = line.closest("tr[id]");
  beside.href = row ? link.href.replace(/(\?.*)?$/, `?stage=${row.id}`) : link.href;
  beside.lastElementChild.textContent = ` ${link.ariaLabel ?? link.textContent.replace(/^More about /, "")}`;
  line.append(beside);
  drawLinks(read());
};

const drawLinks = (kept) => {
  for (const link of document.querySelectorAll(".cpd-add")) {
    const isAdded = has(kept, keyOf(link));
    const [verb, where] = link.children;
    link.role = "button";
    link.classList.toggle("is-added", isAdded);
    verb.textContent = isAdded ? "Remove" : "Add";
    where.textContent = isAdded ? " from my list" : " to my list";
  }
};

// --- Each page says what is stored here, and offers to clear it ---

const bar = make(
  "div",
  { className: "cpd-listbar cpd-noprint", role: "region", ariaLabel: "My list" },
  make("a", { href: list }),
  make("button", { type: "button", className: "cpd-mylist__remove", textContent: "Clear this computer" }),
);

const clear = () => {
  const lines = counted(read());
  if (!confirm(`Take my list (${lines}) and whatever else this site keeps here off this computer? The history of the browser may still name pages that were open.`)) return;
  localStorage.removeItem(LIST);
  localStorage.removeItem(SHEET);
  fetch(forget, { method: "POST", redirect: "manual", keepalive: true }).catch(() => {});
  status.textContent = "Cleared. This computer keeps no list any more.";
  if (document.querySelector("main[data-list]")) location.assign(list);
  else draw();
};

const drawBar = (kept) => {
  const isEmpty = !kept.length && !localStorage.getItem(SHEET);
  bar.firstElementChild.textContent = `My list: ${counted(kept)}`;
  if (isEmpty) bar.remove();
  else if (!bar.isConnected) document.body.append(bar);
};

// --- The page of a list: one’s own, or another ---

const page = document.querySelector("main[data-list]");
const rows = [...(page?.querySelectorAll("[data-key]") ?? [])];

const stateOf = (kept) => {
  const isMine = rows.length === kept.length && rows.every((row) => has(kept, row.dataset.key));
  return isMine ? "mine" : "other";
};

const drawPage = (kept) => {
  const state = stateOf(kept);
  for (const part of document.querySelectorAll("[data-when]")) {
    part.hidden = !part.dataset.when.split(" ").includes(state);
  }
  for (const part of document.querySelectorAll("[data-mine]")) {
    part.textContent = `${counted(kept)} ${kept.length === 1 ? "is" : "are"}`;
    part.closest("p").hidden = !kept.length;
  }
  for (const row of rows) {
    const line = kept.find(({ key }) => isSame(key, row.dataset.key));
    const then = row.querySelector("[data-then]");
    then.hidden = !line;
    if (!line) continue;
    const from = [line.place, line.edition].filter(Boolean).join(", ");
    const differs = line.words && line.words !== row.dataset.words;
    then.textContent = `Added ${said(line.day)}${from && ` from ${from}`}.${differs ? ` Then it said: “${line.words}”` : ""}`;
  }
};

const addAll = () => {
  const kept = read();
  const lines = rows
    .filter((row) => row.dataset.words && !has(kept, row.dataset.key))
    .map((row) => lineOf(row.dataset.key, row.dataset.words, row));
  const all = [...kept, ...lines];
  if (all.length > MOST) {
    status.textContent = `Your list holds ${MOST} lines at most: these would be too many.`;
    return;
  }
  write(all);
  location.assign(addressOf(all));
};

const actions = {
  clear,
  "add-all": addAll,
  print: () => print(),
  copy: async ({ dataset }) => {
    await navigator.clipboard.writeText(document.getElementById(dataset.copies).value);
    status.textContent = "The address is copied.";
  },
};

const draw = () => {
  const kept = read();
  drawLinks(kept);
  drawBar(kept);
  drawPage(kept);
};

const start = () => {
  if (page && !rows.length && read().length) return location.replace(addressOf(read()));
  document.body.append(status);
  bar.lastElementChild.dataset.does = "clear";
  draw();
  document.addEventListener("click", (event) => {
    const { target } = event;
    const link = target.closest(".cpd-add");
    const button = target.closest("[data-does]");
    const removed = target.closest("[name=without]");
    const chosen = target.closest("[name=at]");
    if (link) {
      event.preventDefault();
      press(link);
    } else if (button) {
      actions[button.dataset.does](button);
    } else if (removed && stateOf(read()) === "mine") {
      write(read().filter(({ key }) => !isSame(key, removed.value)));
    } else if (chosen && stateOf(read()) === "mine") {
      write(read().map((line) => (isSame(line.key, chosen.value) ? { ...line, key: chosen.value } : line)));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches(".cpd-add")) return;
    event.preventDefault();
    press(event.target);
  });
  document.addEventListener("pointerover", pointAt);
  document.addEventListener("focusin", pointAt);
  pointAt({ target: document.querySelector("[data-listed] .cpd-opps > li:hover") ?? document.activeElement });
  addEventListener("storage", draw); // another tab
  addEventListener("pageshow", ({ persisted }) => persisted && draw());
};

if (keepsThings()) start();
