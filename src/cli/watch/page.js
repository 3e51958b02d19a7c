// The preview in the browser: asks for the state of a variant, or of one of its
// languages, and again when that has changed; loads only pages whose hash is
// new; never moves the scroll position but to what has just been edited.
"use strict";

const by = (id) => document.getElementById(id);
let [variant, language = ""] = decodeURIComponent(location.hash.slice(1)).split("/");
let version = 0;
let state = { pages: [] };
let asked = null;
let listed = "";

function make(tag, fields, ...children) {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...children);
  return element;
}

function link(place) {
  const text = `${place.path}:${place.line}:${place.column}`;
  return make("a", { href: place.link, textContent: text });
}

function showChoices() {
  const option = (value, textContent) => make("option", { value, textContent });
  by("variant").replaceChildren(...state.variants.map((v) => option(v.name, v.name)));
  by("variant").value = variant;
  const languages = state.variants.find((v) => v.name === variant)?.languages ?? [];
  const all = option("", languages.join(" + "));
  by("language").replaceChildren(all, ...(languages.length > 1 ? languages.map((l) => option(l, l)) : []));
  by("language").value = language;
  by("language").disabled = languages.length < 2;
}

// Words between back quotes are of the author.
function words(text) {
  return text.split("`").map((part, n) => (n % 2 ? make("code", { textContent: part }) : part));
}

function told(error) {
  const line = make("div", { className: error.severity }, `${error.severity}: `, ...words(error.message));
  for (const place of [error.place, error.other]) if (place) line.append("\n", link(place));
  for (const hint of error.hints) line.append("\nhint: ", ...words(hint));
  return line;
}

// A finding: a button that shows the place on the pages, and links to those in the files.
function found(finding) {
  const button = make("button", { type: "button" });
  button.append(make("span", { className: "rule", textContent: finding.rule ?? finding.severity }), " ");
  button.append(...words(finding.message));
  for (const hint of finding.hints) button.append(make("span", { className: "hint" }, ...words(hint)));
  button.onclick = () => show(finding);
  const links = [finding.place, finding.other].filter(Boolean).map((place) => {
    const short = `${place.path.split("/").pop()}:${place.line}:${place.column}`;
    return Object.assign(link(place), { textContent: short, title: place.path });
  });
  return make("li", {}, button, ...links);
}

async function show(finding) {
  const view = `variant=${encodeURIComponent(variant)}&language=${encodeURIComponent(language)}`;
  const response = await fetch(`/shown?${view}&name=${encodeURIComponent(finding.name ?? "")}`);
  const areas = await response.json();
  if (areas?.length) return showAreas(areas);
  unmark();
  by("status").textContent = `not on these pages: ${finding.place?.path ?? "nothing"}`;
}

function showErrors() {
  by("errors").replaceChildren(...state.errors.map(told));
  const panel = by("findings");
  const { length } = state.findings;
  panel.hidden = !length;
  const title = make("h2", { textContent: length === 1 ? "1 finding" : `${length} findings` });
  const list = JSON.stringify(state.findings);
  // What somebody reads or has chosen stays where it is.
  if (listed === list) return;
  listed = list;
  panel.replaceChildren(title, make("ol", {}, ...state.findings.map(found)));
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
// They are asked for one after the other: the server's pool of threads may leave
// one of several connections that come at once without a thread for good.
async function showPages() {
  const main = by("pages");
  while (main.children.length > state.pages.length) main.lastChild.remove();
  for (const [index, page] of state.pages.entries()) {
    let sheet = main.children[index];
    if (!sheet) {
      sheet = make("div", { className: "page" });
      sheet.onclick = (event) => choose(event, index + 1, sheet);
      main.append(sheet);
    }
    sheet.style.aspectRatio = `${page.width} / ${page.height}`;
    if (sheet.dataset.hash === page.hash) continue;
    const picture = make("img", { src: `/page/${page.hash}.svg`, alt: `Page ${index + 1}` });
    await picture.decode().catch(() => {});
    sheet.dataset.hash = page.hash;
    sheet.querySelector("img")?.remove();
    sheet.prepend(picture);
  }
}

function topOf(page, y) {
  const sheet = by("pages").children[page - 1];
  if (!sheet) return 0;
  const box = sheet.getBoundingClientRect();
  return box.top + scrollY + (y / state.pages[page - 1].height) * box.height;
}

function unmark() {
  document.querySelectorAll(".mark").forEach((old) => old.remove());
}

function mark(areas) {
  unmark();
  for (const area of areas) {
    const sheet = by("pages").children[area.page - 1];
    if (!sheet) continue;
    const { width, height } = state.pages[area.page - 1];
    const box = make("div", { className: "mark" });
    box.style.left = `${(100 * (area.left - 5)) / width}%`;
    box.style.width = `${(100 * (area.right - area.left + 8)) / width}%`;
    box.style.top = `${(100 * (area.top - 2)) / height}%`;
    box.style.height = `${(100 * (area.bottom - area.top + 4)) / height}%`;
    sheet.append(box);
  }
}

// Says what stands where somebody has clicked, and opens its place in the data.
async function choose(event, page, sheet) {
  const box = sheet.getBoundingClientRect();
  const { hash, width, height } = state.pages[page - 1];
  const x = ((event.clientX - box.left) / box.width) * width;
  const y = ((event.clientY - box.top) / box.height) * height;
  const response = await fetch(`/at?hash=${hash}&page=${page}&x=${x}&y=${y}`);
  const found = await response.json();
  const aside = by("block");
  aside.hidden = !found;
  if (!found) return unmark();
  mark(found.areas);
  const facts = [found.language];
  if (found.level) {
    const audience = found.audiences ? found.audiences.join(", ") : "everybody";
    facts.push(`level ${found.level}`, `for ${audience}`);
  }
  const links = found.places.map(link);
  aside.replaceChildren(make("strong", { textContent: found.what }), ` · ${facts.join(" · ")}`);
  for (const place of links) aside.append(" · ", place);
  if (!links.length) aside.append(" · of the program");
  links[0]?.click();
}

function showEdited() {
  const areas = state.edited?.areas;
  if (areas?.length) showAreas(areas);
}

function showAreas(areas) {
  mark(areas);
  const { page, top } = areas[0];
  const at = topOf(page, top);
  if (at < scrollY + 60 || at > scrollY + innerHeight - 120) scrollTo({ top: at - 120 });
}

async function follow() {
  for (;;) {
    asked = new AbortController();
    try {
      const view = `variant=${encodeURIComponent(variant)}&language=${encodeURIComponent(language)}`;
      const question = `/state?${view}&after=${version}`;
      const response = await fetch(question, { signal: asked.signal });
      const isFirst = version === 0;
      state = await response.json();
      version = state.version;
      variant = state.variant ?? variant;
      language = state.language ?? "";
      showChoices();
      showErrors();
      showOutline();
      await showPages();
      // What was edited before somebody looked is no news.
      if (!isFirst) showEdited();
      document.title = `${[variant, language].filter(Boolean).join(" ")} – Diptych`;
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

function look() {
  location.hash = [variant, language].filter(Boolean).join("/");
  version = 0;
  unmark();
  asked?.abort();
}

by("variant").onchange = (event) => {
  variant = event.target.value;
  const known = state.variants.find((v) => v.name === variant)?.languages ?? [];
  if (known.length < 2 || !known.includes(language)) language = "";
  look();
};

by("language").onchange = (event) => {
  language = event.target.value;
  look();
};

follow();
