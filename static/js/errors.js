// Loaded before everything else: keeps what went wrong, so that tests and support can read it.
window.__errors = [];
addEventListener("error", (event) => { if (event.message) window.__errors.push(String(event.message)); });
addEventListener("unhandledrejection", (event) => window.__errors.push(String(event.reason)));
addEventListener("securitypolicyviolation", (event) => {
  window.__errors.push(`CSP ${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile || ""}`);
});
