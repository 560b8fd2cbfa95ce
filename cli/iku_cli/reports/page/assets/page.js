/* What all scripts of the page share: the data by section, elements made of text, the dark display, printing. */
"use strict";
var iku = (() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const kept = new Map();

  /** The parsed JSON of a script element, read when it is first asked for. */
  function data(id) {
    if (!kept.has(id)) kept.set(id, JSON.parse(document.getElementById(id).textContent));
    return kept.get(id);
  }

  /** An element with attributes and children; every child that is no element is text. */
  function make(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  /** A sentence with its places filled in. */
  function say(name, places) {
    return words[name].replace(/\{(\w+)\}/g, (_, key) => String(places[key]));
  }

  /** Compare two exact numbers written `a` or `a/b`; an empty one comes last whichever way the others run. */
  function compareExact(first, second) {
    const [a, b] = [first, second].map((text) => text.split("/").map(BigInt));
    const left = a[0] * (b[1] || 1n), right = b[0] * (a[1] || 1n);
    return left < right ? -1 : left > right ? 1 : 0;
  }

  /** Call `work` once, when an element comes near to what is seen. */
  function whenSeen(element, work) {
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) { observer.disconnect(); work(); }
    }, { rootMargin: "400px" });
    observer.observe(element);
  }

  const root = document.documentElement;
  const dark = document.getElementById("dark");
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const themed = [];

  function setDark(on) {
    root.dataset.theme = on ? "dark" : "light";
    dark.setAttribute("aria-pressed", String(on));
    themed.forEach((work) => work());
  }

  dark.addEventListener("click", () => setDark(root.dataset.theme !== "dark"));
  system.addEventListener("change", () => setDark(system.matches));
  setDark(system.matches);
  document.getElementById("print").addEventListener("click", () => window.print());
  if (window.matchMedia("(max-width: 56rem)").matches) document.querySelector(".contents details").open = false;

  const withTraces = document.getElementById("with-traces");
  let opened = [];
  window.addEventListener("beforeprint", () => {
    const closed = withTraces.checked ? document.querySelectorAll("details.trace:not([open])") : [];
    opened = [...closed, ...document.querySelectorAll("details.declared:not([open])")];
    opened.forEach((one) => { one.open = true; });
  });
  window.addEventListener("afterprint", () => opened.forEach((one) => { one.open = false; }));

  return { words, data, make, say, compareExact, whenSeen, onTheme: (work) => themed.push(work) };
})();
