// The Inbox's page: looks again where something changed, marks read, sends on Enter, counts, loads older pages.
"use strict";

(() => {
  const { merge } = window.qontak;
  const room = () => document.getElementById("room");
  const messages = () => document.getElementById("messages");
  const waiting = new Map();

  /** Fetches a fragment; a login that ended leads to the login page. */
  async function fetchParts(url) {
    const answer = await fetch(url, { headers: { "HX-Request": "true", Accept: "text/html" }, credentials: "same-origin" });
    if (answer.status === 401) { location.assign(answer.headers.get("HX-Redirect") || "/login"); return null; }
    if (answer.status === 404 && room()?.dataset.lookUrl === url) { leave(); return null; }
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html").body;
  }

  /** The room is a colleague's now. Half-written words are not thrown away: they stay until their writer leaves. */
  function leave() {
    const box = document.getElementById("composer-text");
    const kept = document.getElementById("kept");
    if (!kept && !box?.value.trim()) { location.assign("/inbox"); return; }
    room().removeAttribute("data-look-url");
    if (box) box.readOnly = true;
    qontak.toast(qontak.word("textTaken"), "bad");
  }

  const nearEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 120;
  const toEnd = (box) => { box.scrollTop = box.scrollHeight; };

  async function lookAtList() {
    const list = document.getElementById("list");
    const parts = list && await fetchParts(list.dataset.lookUrl);
    await merge.released();
    const fresh = parts?.querySelector("#list");
    if (!fresh) return;
    const [oldRows, newRows] = [list.querySelector("#rows"), fresh.querySelector("#rows")];
    if (!oldRows || !newRows) { merge.replace(list, fresh); return; }
    const paged = Boolean(list.dataset.paged);
    if (paged) newRows.querySelector("#rows-more")?.remove();
    merge.children(oldRows, newRows, { keepAfter: paged });
    for (const name of [".tabs", ".filters"]) {
      const [old, now] = [list.querySelector(name), fresh.querySelector(name)];
      if (old && now) merge.replace(old, now);
    }
  }

  function newBubbles(before) {
    return [...messages().querySelectorAll("[data-message-id]")].filter((node) => !before.has(node.dataset.messageId));
  }

  function speak(bubbles) {
    const heard = bubbles.filter((node) => node.classList.contains("message--incoming"));
    if (heard.length) qontak.announce(heard.map((node) => node.querySelector(".bubble")?.textContent.trim()).join(". "));
  }

  async function lookAtRoom() {
    const pane = room();
    const parts = pane?.dataset.lookUrl && await fetchParts(pane.dataset.lookUrl);
    await merge.released();
    if (!parts || room() !== pane) return;
    const box = messages();
    const before = new Set([...box.querySelectorAll("[data-message-id]")].map((node) => node.dataset.messageId));
    const stay = nearEnd(box);
    const fresh = parts.querySelector("#messages");
    // Whoever reads further up keeps what is there: nothing moves under their eyes.
    const overlaps = [...fresh.querySelectorAll("[data-message-id]")].some((node) => before.has(node.dataset.messageId));
    const paged = overlaps && (box.hasAttribute("data-paged") || !stay);
    box.toggleAttribute("data-paged", paged);
    if (paged) fresh.querySelector("#messages-older")?.remove();
    merge.children(box, fresh, { keepBefore: paged });
    for (const id of ["room-head", "details"]) {
      const [old, now] = [document.getElementById(id), parts.querySelector(`#${id}`)];
      if (old && now) merge.replace(old, now);
    }
    lookAtComposer(parts.querySelector("#composer"));
    const arrived = newBubbles(before);
    if (arrived.length && stay) toEnd(box);
    speak(arrived);
    markRead();
  }

  /** What is being written stays; only its surroundings change. */
  function lookAtComposer(fresh) {
    const old = document.getElementById("composer");
    if (!old || !fresh) return;
    if (old.dataset.kept !== fresh.dataset.kept) { merge.replace(old, fresh); return; }
    const [cost, newCost] = [old.querySelector("#composer-cost"), fresh.querySelector("#composer-cost")];
    if (cost && newCost) merge.replace(cost, newCost);
    const [seen, newSeen] = [old.querySelector("[data-seen]"), fresh.querySelector("[data-seen]")];
    if (seen && newSeen) seen.value = newSeen.value;
    countDown();
  }

  /** At most one look at a time and place; what comes meanwhile is one more look afterwards. */
  async function look(name, act) {
    if (waiting.has(name)) { waiting.set(name, true); return; }
    waiting.set(name, false);
    try { await act(); } catch { /* the next look, or the slow poll, will do */ }
    const again = waiting.get(name);
    waiting.delete(name);
    if (again) setTimeout(() => look(name, act), 150);
  }

  document.addEventListener("qontak:look", (event) => {
    const what = event.detail?.look || "everything";
    const here = room()?.dataset.look;
    if (what.startsWith("conversation:") || what === "everything") look("list", lookAtList);
    if (here && (what === here || what === "everything" || !event.detail?.look)) look("room", lookAtRoom);
  });

  // ── read ──
  let readUpTo = null;
  function markRead() {
    const pane = room();
    const last = messages()?.querySelector(".message--incoming:last-of-type")?.dataset.messageId
      || [...(messages()?.querySelectorAll(".message--incoming") || [])].pop()?.dataset.messageId;
    if (!pane || document.hidden || !last || last === readUpTo) return;
    readUpTo = last;
    const body = new URLSearchParams({ csrf_token: document.querySelector('meta[name="csrf-token"]').content });
    fetch(pane.dataset.readUrl, { method: "POST", body, credentials: "same-origin" }).catch(() => { readUpTo = null; });
  }
  document.addEventListener("visibilitychange", markRead);

  // ── composer ──
  const units = (text) => text.length; // JavaScript counts UTF-16 units, as LINE does
  function count(box) {
    const shown = box.form.querySelector("[data-counter]");
    if (!shown) return;
    const most = Number(shown.dataset.counter);
    const used = units(box.value);
    shown.hidden = used < most * 0.8;
    shown.textContent = `${used} / ${most}`;
    shown.classList.toggle("composer__counter--over", used > most);
  }
  document.addEventListener("input", (event) => { if (event.target.matches("[data-enter-sends]")) count(event.target); });
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.("[data-enter-sends]") || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (event.target.value.trim()) event.target.form.requestSubmit(event.target.form.querySelector(".composer__send"));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "composer" && event.detail.elt?.id !== "composer") return;
    document.getElementById("composer-text")?.focus();
    countDown();
  });

  // ── what the next message costs ──
  let ticking = null;
  function countDown() {
    clearInterval(ticking);
    const chip = document.querySelector("[data-until]");
    if (!chip) return;
    const word = chip.dataset.word || (chip.dataset.word = chip.textContent.trim());
    const label = [...chip.childNodes].findLast?.((node) => node.nodeType === 3) || chip.lastChild;
    const show = () => {
      const left = Math.round((Date.parse(chip.dataset.until) - Date.now()) / 1000);
      if (left <= 0) { clearInterval(ticking); look("room", lookAtRoom); return; }
      label.textContent = `${word} · ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    };
    show();
    ticking = setInterval(show, 1000);
  }

  // ── older pages ──
  async function more(link) {
    const what = link.dataset.more;
    const parts = await fetchParts(link.href);
    const fresh = parts?.querySelector(`#${what}`);
    const box = document.getElementById(what);
    if (!fresh || !box) return;
    const fromEnd = box.scrollHeight - box.scrollTop;
    const next = what === "rows" && fresh.querySelector("a");
    const days = new Set([...fresh.children].map((node) => node.id));
    for (const node of [...box.children]) if (node.id.startsWith("day-") && days.has(node.id)) node.remove();
    const focused = link === document.activeElement;
    link.parentElement.remove();
    if (what === "messages") box.prepend(...fresh.children);
    else box.append(...fresh.children);
    if (what === "messages") { box.scrollTop = box.scrollHeight - fromEnd; box.dataset.paged = "yes"; }
    else document.getElementById("list").dataset.paged = "yes";
    if (focused) (next || box.querySelector("[data-more]") || box).focus({ preventScroll: true });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-more]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    more(link).catch(() => location.assign(link.href));
  });

  if (messages()) toEnd(messages());
  markRead();
  countDown();
})();
