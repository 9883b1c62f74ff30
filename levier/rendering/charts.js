// Draws an ECharts option to SVG text inside the server's own JavaScript engine, which has neither
// a page nor `Intl`: figures are written here as kernel/french.py writes them.
"use strict";

const NARROW = "\u202f";
const NBSP = "\u00a0";
const MINUS = "\u2212";

function number(value, places) {
  const fixed = Math.abs(value).toFixed(places === undefined ? 6 : places);
  let [whole, decimals = ""] = fixed.split(".");
  if (places === undefined) decimals = decimals.replace(/0+$/, "");
  whole = whole.replace(/\B(?=(\d{3})+$)/g, NARROW);
  const sign = value < 0 && /[1-9]/.test(fixed) ? MINUS : "";
  return sign + (decimals ? whole + "," + decimals : whole);
}

function shortEuros(value) {
  for (const [unit, name] of [[1e6, "M€"], [1e3, "k€"]]) {
    if (Math.abs(value) >= unit) {
      const tenths = Math.round((Math.abs(value) / unit) * 10);
      return number((Math.sign(value) * tenths) / 10) + NBSP + name;
    }
  }
  return FORMATS.euros(value);
}

const FORMATS = {
  number: (value) => number(value),
  euros: (value) => number(value, Number.isInteger(value) ? 0 : 2) + NBSP + "€",
  short_euros: shortEuros,
  percent: (value) => number(value) + NBSP + "%",
};

// A format works on an axis (a bare value) and on a label (an object that carries one).
function revive(key, value) {
  if (value && typeof value === "object" && typeof value.$format === "string") {
    const format = FORMATS[value.$format];
    return (given) => {
      const shown = given !== null && typeof given === "object" ? given.value : given;
      return typeof shown === "number" ? format(shown) : "";
    };
  }
  return value;
}

// Widths of Inter, in thousandths of the size, given by the server for each weight.
function measure(widths) {
  return (text, font) => {
    const size = parseFloat(/(\d+(?:\.\d+)?)px/.exec(font || "")?.[1] ?? "12");
    const table = /\b(600|700|bold)\b/.test(font || "") ? widths.strong : widths.regular;
    let total = 0;
    for (const character of String(text)) total += table[character] ?? 600;
    return { width: (total * size) / 1000 };
  };
}

function prepare(widths) {
  echarts.setPlatformAPI({ measureText: measure(JSON.parse(widths)) });
}

function draw(option, width, height) {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption(JSON.parse(option, revive));
    return [chart.renderToSVGString()].join("");
  } finally {
    chart.dispose();
  }
}

function format(name, value) {
  return FORMATS[name](value);
}
