// Figures as France and spreadsheets write them: « 1 234,56 € », no-break spaces, (1 234,56) below zero.
const NARROW = "\u202f";
const FIGURES = new Set(["amount", "number", "percent"]);

export function isFigure(kind) { return FIGURES.has(kind); }

// Return the figure of a text as "1234.56", null when it is none, "" when it is blank.
export function parse(text) {
  let bare = text.replace(/[\s\u00a0\u202f\u2007\u2009]/g, "").replace(/€|EUR|%/gi, "");
  if (!bare) return "";
  let sign = "";
  const inside = /^\((.+)\)$/.exec(bare);
  if (inside) { sign = "-"; bare = inside[1]; }
  if (/^[-\u2212\u2013]/.test(bare)) { sign = sign ? "" : "-"; bare = bare.slice(1); }
  else if (/^\+/.test(bare)) bare = bare.slice(1);
  if (/[\u2212-]$/.test(bare)) { sign = "-"; bare = bare.slice(0, -1); }
  const comma = bare.lastIndexOf(","), point = bare.lastIndexOf(".");
  if (comma >= 0 && point >= 0) {
    const thousands = comma > point ? /\./g : /,/g;
    bare = bare.replace(thousands, "");
  }
  bare = bare.replace(",", ".");
  return /^(\d+\.?\d*|\.\d+)$/.test(bare) ? sign + bare : null;
}

// Return a value as its cell shows it; what is no figure is shown as typed.
export function shown(kind, value) {
  if (!FIGURES.has(kind)) return value;
  const exact = parse(value);
  return exact ? french(exact, kind === "amount") : value;
}

function french(exact, cents) {
  const sign = exact.startsWith("-") ? "\u2212" : "";
  let [whole, decimals = ""] = exact.replace("-", "").split(".");
  whole = (whole.replace(/^0+(?=\d)/, "") || "0").replace(/\B(?=(\d{3})+(?!\d))/g, NARROW);
  decimals = decimals.replace(/0+$/, "");
  if (cents && decimals.length === 1) decimals += "0";
  const unsigned = decimals ? `${whole},${decimals}` : whole;
  return /[1-9]/.test(unsigned) ? sign + unsigned : unsigned;
}

// Return a text without case nor accents: what recognises the label of a choice.
export function plain(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/[^a-z0-9]+/g, " ").trim();
}
