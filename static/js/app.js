// What every page needs: announcements, toasts, copy buttons, menus, password reveal, theme preview, panes.
"use strict";

window.qontak = (() => {
  const word = (name) => document.body.dataset[name] || "";

  /** Says text to screen readers. The pause lets the region notice the same text twice. */
  function announce(text) {
    const region = document.getElementById("announcer");
    if (!region || !text) return;
    region.textContent = "";
    setTimeout(() => { region.textContent = text; }, 60);
  }

  /** Shows text for some seconds; kind is ok, bad or info. Bad ones stay until dismissed. */
  function toast(text, kind = "info") {
    const shelf = document.getElementById("toasts");
    if (!shelf || !text) return;
    for (const old of shelf.children) if (old.dataset.text === text) old.remove();
    const box = document.createElement("div");
    box.className = `toast toast--${kind}`;
    box.dataset.text = text;
    const words = document.createElement("span");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "toast__close";
    close.textContent = "×";
    close.setAttribute("aria-label", word("textDismiss"));
    close.addEventListener("click", () => box.remove());
    box.append(words, close);
    shelf.append(box);
    announce(text);
    if (kind !== "bad") setTimeout(() => box.remove(), 6000);
  }

  return { announce, toast, word };
})();

// ── copy ──
async function copyText(text) {
  if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
  const box = document.createElement("textarea"); // plain http on a local network has no clipboard API
  box.value = text;
  box.className = "visually-hidden";
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  if (!done) throw new Error("copy refused");
}

function copyFrom(button) {
  const source = button.dataset.copy ? document.querySelector(button.dataset.copy) : null;
  const text = button.dataset.copyText ?? source?.value ?? source?.textContent.trim() ?? "";
  copyText(text).then(() => {
    const label = button.querySelector("[data-copy-label]");
    qontak.announce(qontak.word("textCopied"));
    if (button.classList.contains("is-copied")) return;
    const before = label?.textContent;
    button.classList.add("is-copied");
    if (label) label.textContent = qontak.word("textCopied");
    setTimeout(() => {
      button.classList.remove("is-copied");
      if (label) label.textContent = before;
    }, 2000);
  }).catch(() => {
    source?.select?.();
    qontak.toast(qontak.word("textError"), "bad");
  });
}

// ── password reveal ──
function reveal(button) {
  const input = document.querySelector(button.dataset.reveal);
  if (!input) return;
  const shown = input.type === "password";
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
}

// ── panes of the Inbox on small screens ──
function showPane(link) {
  const panes = link.closest(".inbox");
  if (!panes) return false;
  panes.dataset.pane = link.dataset.paneShow;
  const target = panes.querySelector(`.pane--${CSS.escape(link.dataset.paneShow)}`);
  target?.querySelector("a, button, input, [tabindex]")?.focus({ preventScroll: true });
  return true;
}

document.addEventListener("click", (event) => {
  const part = event.target.closest?.("[data-copy], [data-copy-text], [data-reveal], [data-pane-show]");
  if (!part) return;
  if (part.matches("[data-reveal]")) reveal(part);
  else if (part.matches("[data-pane-show]")) { if (showPane(part)) event.preventDefault(); }
  else copyFrom(part);
});

// ── menus (details[data-menu]): one open at a time; outside, Escape and choosing close ──
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.open = false;
}

document.addEventListener("click", (event) => {
  const menu = event.target.closest?.("details[data-menu]");
  closeMenus(menu);
  if (menu && event.target.closest(".menu__item") && !event.target.closest("[data-keep-open]")) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-menu][open]");
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopPropagation();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const items = [...menu.querySelectorAll(".menu__item:not([disabled])")];
    if (!items.length) return;
    const at = items.indexOf(document.activeElement);
    const next = event.key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1;
    items.at(next % items.length).focus();
    event.preventDefault();
  }
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.("details[data-menu][open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

// ── the theme changes while it is being chosen; the server keeps it ──
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-theme-choice] input, select[data-theme-choice]")) {
    document.documentElement.dataset.theme = event.target.value;
  }
});

// ── a picture that does not load leaves the initials ──
document.addEventListener("error", (event) => {
  if (event.target.matches?.(".avatar__picture")) event.target.remove();
}, true);
for (const picture of document.querySelectorAll(".avatar__picture")) {
  if (picture.complete && picture.naturalWidth === 0 && picture.loading !== "lazy") picture.remove();
}
