// The slip's print button.
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
