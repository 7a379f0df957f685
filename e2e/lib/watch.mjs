// What the browser complains about while a journey runs: each complaint is a fault.

/**
 * Watches all pages of a context. `faults` grows; `documents` lists the HTML documents that were
 * shown, newest last, as `{ url, status, html }`; `quietly(work)` does not listen to what the
 * tests themselves cause.
 */
export async function watch(context, origin) {
  const faults = [];
  const documents = [];
  const pending = new Set();
  let quiet = false;
  const note = (text) => {
    if (!quiet && !faults.includes(text)) faults.push(text);
  };

  await context.exposeBinding("__policyViolation", (_, text) => note(`content security policy: ${text}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const place = event.sourceFile ? ` (${event.sourceFile}:${event.lineNumber})` : "";
      window.__policyViolation(`${event.effectiveDirective} blocked ${event.blockedURI}${place}`);
    });
  });

  const keep = async (response) => {
    const html = await response.text().catch(() => undefined);
    const entry = { url: response.url(), status: response.status(), html };
    if (html !== undefined) documents.push(entry);
  };
  const onResponse = (page, response) => {
    const request = response.request();
    const shown = request.isNavigationRequest() && request.frame() === page.mainFrame();
    const status = response.status();
    if (!shown && status >= 400) note(`${request.method()} ${response.url()} answered ${status}`);
    const isHtml = (response.headers()["content-type"] ?? "").includes("text/html");
    if (shown && isHtml && (status < 300 || status >= 400)) {
      const reading = keep(response).finally(() => pending.delete(reading));
      pending.add(reading);
    }
  };
  const onRequest = (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (/^https?:$/.test(protocol) && asked !== origin) note(`asks another host: ${request.url()}`);
  };
  const onConsole = (message) => {
    // Answers of 4xx and 5xx are judged above, where it is known whether they were expected.
    const told = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !told) note(`console: ${message.text()} (${message.location().url})`);
  };

  context.on("page", (page) => {
    page.on("console", onConsole);
    page.on("pageerror", (error) => note(`script error: ${error.stack ?? error.message}`));
    page.on("request", onRequest);
    page.on("response", (response) => onResponse(page, response));
    page.on("crash", () => note("the page crashed"));
  });

  return {
    faults,
    documents: async () => {
      await Promise.all(pending);
      return documents;
    },
    quietly: async (work) => {
      quiet = true;
      try {
        return await work();
      } finally {
        quiet = false;
      }
    },
  };
}
