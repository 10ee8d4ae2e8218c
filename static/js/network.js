// htmx meets the server: the CSRF header for requests without a form, and words for what failed.
"use strict";

(() => {
  const token = () => document.querySelector('meta[name="csrf-token"]')?.content;
  const words = { 403: "textDenied", 404: "textGone", 410: "textGone", 429: "textBusy" };

  document.addEventListener("htmx:configRequest", (event) => {
    const { verb, headers, parameters } = event.detail;
    if (verb !== "get" && !("csrf_token" in parameters) && token()) headers["X-CSRFToken"] = token();
  });

  // data-quiet: polls and other requests nobody asked for fail without words.
  const isQuiet = (event) => Boolean(event.detail.elt?.closest?.("[data-quiet]"));

  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    const spoken = (event.detail.xhr.getResponseHeader("HX-Trigger") || "").includes("toast");
    if (!spoken && !isQuiet(event)) qontak.toast(qontak.word(words[status] || "textError"), "bad");
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => { if (!isQuiet(event)) qontak.toast(qontak.word("textOffline"), "bad"); });
  }

  // HX-Trigger: {"toast": {"text": …, "kind": …}} or {"announce": "…"}; htmx puts a plain string under `value`.
  document.addEventListener("toast", (event) => qontak.toast(event.detail.text ?? event.detail.value, event.detail.kind));
  document.addEventListener("announce", (event) => qontak.announce(event.detail.text ?? event.detail.value));
})();
