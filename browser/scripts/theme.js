// Keeps the colours a person chose: light, dark, or as the system has them. Runs before the first paint, hence not a module.
(() => {
  const KEY = "mandate-theme";
  const root = document.documentElement;

  /** @param {string | null} choice */
  const show = (choice) => {
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
    else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      const mine = button.getAttribute("data-theme-choice");
      button.setAttribute("aria-pressed", String(mine === (choice ?? "system")));
    }
  };

  const remembered = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };

  show(remembered());
  addEventListener("DOMContentLoaded", () => show(remembered()));
  addEventListener("storage", (event) => event.key === KEY && show(event.newValue));
  addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-theme-choice]");
    if (!button) return;
    const choice = button.getAttribute("data-theme-choice");
    const keep = choice === "system" ? null : choice;
    try {
      if (keep) localStorage.setItem(KEY, keep);
      else localStorage.removeItem(KEY);
    } catch {
      // Storage may be switched off; the choice then lasts for this page.
    }
    show(keep);
  });
})();
