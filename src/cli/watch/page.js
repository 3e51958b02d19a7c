// The preview in the browser: asks for the state of a variant, and again when
// that has changed; loads only pages whose hash is new; never moves the scroll
// position but to a block that has just been edited.
"use strict";

const by = (id) => document.getElementById(id);
let variant = decodeURIComponent(location.hash.slice(1));
let version = 0;
let state = { units: [], pages: [] };
let asked = null;
let editedAt = null;

function make(tag, fields, ...children) {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...children);
  return element;
}

function link(place) {
  const text = `${place.path}:${place.line}:${place.column}`;
  return make("a", { href: place.link, textContent: text });
}

function showVariants() {
  const select = by("variant");
  const options = state.variants.map((v) =>
    make("option", { value: v.name, textContent: `${v.name} (${v.languages.join(" + ")})` }));
  select.replaceChildren(...options);
  select.value = state.variant ?? "";
}

function showErrors() {
  by("errors").replaceChildren(...state.errors.map((error) => {
    const line = make("div", { className: error.severity }, `${error.severity}: ${error.message}`);
    if (error.path) line.append("\n", link(error));
    for (const hint of error.hints) line.append(`\nhint: ${hint}`);
    return line;
  }));
}

function showOutline() {
  by("outline").replaceChildren(...state.outline.map((item) => {
    const entry = make("a", { href: "#", textContent: item.title });
    entry.style.paddingLeft = `${item.depth * 12}px`;
    entry.onclick = (event) => {
      event.preventDefault();
      scrollTo({ top: topOf(item.page, item.y) - 60 });
    };
    return entry;
  }));
}

// A page that has not changed keeps its place and its picture. A new picture
// takes the place of the old one once it is there, so that nothing flickers.
async function showPages() {
  const main = by("pages");
  while (main.children.length > state.pages.length) main.lastChild.remove();
  await Promise.all(state.pages.map(async (page, index) => {
    let sheet = main.children[index];
    if (!sheet) {
      sheet = make("div", { className: "page" });
      sheet.onclick = (event) => choose(event, index + 1, sheet);
      main.append(sheet);
    }
    sheet.style.aspectRatio = `${page.width} / ${page.height}`;
    if (sheet.dataset.hash === page.hash) return;
    sheet.dataset.hash = page.hash;
    const picture = make("img", { src: `/page/${page.hash}.svg`, alt: `Page ${index + 1}` });
    await picture.decode().catch(() => {});
    if (sheet.dataset.hash === page.hash) {
      sheet.querySelector("img")?.remove();
      sheet.prepend(picture);
    }
  }));
}

function topOf(page, y) {
  const sheet = by("pages").children[page - 1];
  if (!sheet) return 0;
  const box = sheet.getBoundingClientRect();
  return box.top + scrollY + (y / state.pages[page - 1].height) * box.height;
}

function mark(unit) {
  document.querySelectorAll(".mark").forEach((old) => old.remove());
  const sheet = by("pages").children[unit.page - 1];
  if (!sheet) return;
  const share = (y) => `${(100 * y) / state.pages[unit.page - 1].height}%`;
  const box = make("div", { className: "mark" });
  box.style.top = share(unit.from - 2);
  box.style.height = share(Math.max(unit.to - unit.from, 10) + 8);
  sheet.append(box);
}

function choose(event, page, sheet) {
  const box = sheet.getBoundingClientRect();
  const y = ((event.clientY - box.top) / box.height) * state.pages[page - 1].height;
  const unit = state.units
    .filter((unit) => unit.page === page && unit.from <= y && y <= unit.to + 12).at(-1);
  const aside = by("block");
  aside.hidden = !unit?.path;
  if (aside.hidden) return;
  mark(unit);
  const audience = unit.audiences ? unit.audiences.join(", ") : "everybody";
  aside.replaceChildren(
    make("strong", { textContent: unit.id }), ` · level ${unit.level} · for ${audience} · `, link(unit));
  aside.querySelector("a").click();
}

function showEdited() {
  const at = state.edited?.at ?? 0;
  if (at === editedAt) return;
  const first = editedAt === null;
  editedAt = at;
  if (first || !at) return;
  const unit = state.units.find((unit) => unit.id === state.edited.id);
  if (!unit) return;
  mark(unit);
  const top = topOf(unit.page, unit.from);
  if (top < scrollY + 60 || top > scrollY + innerHeight - 120) scrollTo({ top: top - 120 });
}

async function follow() {
  for (;;) {
    asked = new AbortController();
    try {
      const question = `/state?variant=${encodeURIComponent(variant)}&after=${version}`;
      const response = await fetch(question, { signal: asked.signal });
      state = await response.json();
      version = state.version;
      variant = state.variant ?? variant;
      showVariants();
      showErrors();
      showOutline();
      await showPages();
      showEdited();
      document.title = `${variant} – Diptych`;
      by("status").textContent = `${state.pages.length} pages`;
      document.body.dataset.version = version;
    } catch (error) {
      if (error.name === "AbortError") continue;
      by("status").textContent = "the program has stopped";
      await new Promise((done) => setTimeout(done, 1000));
      version = 0;
    }
  }
}

by("variant").onchange = (event) => {
  variant = event.target.value;
  location.hash = variant;
  version = 0;
  document.querySelectorAll(".mark").forEach((old) => old.remove());
  asked?.abort();
};

follow();
