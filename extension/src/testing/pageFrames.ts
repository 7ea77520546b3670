/** Frames of a page for tests that run without one: one every 16 ms of the test's clock, which may be a false one. */
globalThis.requestAnimationFrame = (callback) =>
  setTimeout(() => callback(performance.now()), 16) as unknown as number;
globalThis.cancelAnimationFrame = (id) => clearTimeout(id);
