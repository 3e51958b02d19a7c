"use strict";
// Remembers which languages were shown, closes a note on Escape, and says in the contents
// where the reader is. All of it is more than the page needs.
(() => {
  const key = "diptych-show";
  const choices = [...document.querySelectorAll("input[name=show]")];
  try {
    const before = localStorage.getItem(key);
    for (const choice of choices) {
      if (choice.value === before) choice.checked = true;
      choice.addEventListener("change", () => {
        try { localStorage.setItem(key, choice.value); } catch { /* a file that may store nothing */ }
      });
    }
  } catch { /* the same */ }
  const panel = document.querySelector(".bar details");
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    panel.open = false;
    const back = [...document.querySelectorAll(".notes li:target a.back")];
    back.find((link) => link.offsetParent !== null || link.getClientRects().length > 0)?.click();
  });
  panel.addEventListener("click", (event) => {
    if (event.target.closest("a")) panel.open = false;
  });
  const lines = new Map([...panel.querySelectorAll("a")].map((a) => [a.hash.slice(1), a]));
  const watch = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      const line = lines.get(target.id);
      if (!line) continue;
      if (isIntersecting) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
    }
  }, { rootMargin: "-30% 0px -60% 0px" });
  for (const part of document.querySelectorAll(".part")) watch.observe(part);
})();
