// The marks of the drawing: what the lists' marks say by CSS, on a canvas. A mark's look is its status, whether half of it
// is hatched, and whether it is large. docs/DESIGN-LANGUAGE.md says what they mean.
//
// Each look is drawn once, into a sheet, and copied from there: a frame copies some thousands of them.

import { DISPUTED, PIVOTAL } from "./data.js";

const KINDS = ["confirmed", "claimed", "contested", "unverified", "discounted"];
const HALF = 8, LARGE = 16, LOOKS = 32, KIND = HALF - 1;
const EDGE = 1.4, DOTS_ROUND = 9; // breadth of an outline, dots of a dotted one

/** Whether an event is not contested itself, but something about it is disputed. */
export const isHalf = (status, flags) => (flags & DISPUTED) > 0 && status !== "contested";

export const isLarge = (look) => (look & LARGE) > 0;

/** The look of every event of the record. */
export function looksOf({ statuses, events, flags }) {
  const slugs = statuses.map(([slug]) => slug);
  return Uint8Array.from(events.status, (status, i) => {
    const slug = slugs[status];
    return KINDS.indexOf(slug) | (isHalf(slug, flags[i]) ? HALF : 0) | (flags[i] & PIVOTAL ? LARGE : 0);
  });
}

export class Marks {
  #pen; #colours; #scale; #unit; #thick; #hatch; #dots; #bars;

  /**
   * Args: the pen to draw with; colours by role; pixels of the screen in one of the pen's; pixels of the pen in one of a
   * page whose text has its usual size; radii of a dot and of a large one; how thick a bar is, and how long at most.
   */
  constructor(pen, colours, scale, unit, { dot, large, thick }, longest) {
    [this.#pen, this.#colours, this.#scale, this.#unit, this.#thick] = [pen, colours, scale, unit, thick];
    this.#hatch = this.#hatching(pen);
    const cell = 2 * large + 2;
    this.#dots = this.#sheet(LOOKS, 1, cell, cell, (brush, look, left, top) => this.#disc(brush, look, left + cell / 2, top + cell / 2, isLarge(look) ? large : dot));
    this.#bars = this.#sheet(1, LARGE, longest, thick, (brush, look, left, top, width) => this.#pill(brush, look, top, width));
  }

  /** What fills a disputed part. */
  get hatch() {
    return this.#hatch;
  }

  /** A dot about a point, which is moved to the next whole pixel of the screen so that it stays sharp. */
  dot(look, x, y) {
    const { image, width, height } = this.#dots, scale = this.#scale;
    const left = Math.round(x * scale - width / 2) / scale, top = Math.round(y * scale - height / 2) / scale;
    this.#pen.drawImage(image, look * width, 0, width, height, left, top, width / scale, height / scale);
  }

  /** A bar for what lasted, marked as its dot would be: the beginning of the longest one, and its end. */
  bar(look, from, y, until) {
    const { image, width: longest, height } = this.#bars, scale = this.#scale, row = (look & ~LARGE) * height, cap = height;
    const left = Math.round(from * scale), top = Math.round(y * scale) / scale, body = Math.max(Math.round(until * scale) - left - cap, 1);
    this.#pen.drawImage(image, 0, row, body, height, left / scale, top, body / scale, height / scale);
    this.#pen.drawImage(image, longest - cap, row, cap, height, (left + body) / scale, top, cap / scale, height / scale);
    if (KINDS[look & KIND] === "discounted") this.#strike(this.#pen, (from + until) / 2, y + this.#thick / 2, this.#thick / 2);
  }

  /** Every look drawn once, in cells of whole pixels of the screen. */
  #sheet(columns, rows, cellWidth, cellHeight, draw) {
    const scale = this.#scale, width = Math.ceil(cellWidth * scale), height = Math.ceil(cellHeight * scale);
    const image = Object.assign(document.createElement("canvas"), { width: columns * width, height: rows * height });
    const brush = image.getContext("2d");
    brush.scale(scale, scale);
    for (let look = 0; look < columns * rows; look++) {
      if (KINDS[look & KIND]) draw(brush, look, ((look % columns) * width) / scale, (Math.floor(look / columns) * height) / scale, width / scale);
    }
    return { image, width, height };
  }

  /** Half of a bar is its lower half, since its length is time. */
  #pill(pen, look, top, width) {
    const height = this.#thick, round = height / 2, edge = EDGE * this.#unit * 0.75, { mark, ground, dispute } = this.#colours, kind = KINDS[look & KIND];
    pen.fillStyle = kind === "confirmed" ? mark : kind === "contested" ? this.#hatching(pen, 0, top) : ground;
    pen.beginPath(); pen.roundRect(0, top, width, height, round); pen.fill();
    if (look & HALF) {
      pen.fillStyle = this.#hatching(pen, 0, top);
      pen.beginPath(); pen.roundRect(0, top + round, width, round, [0, 0, round, round]); pen.fill();
    }
    pen.strokeStyle = kind === "contested" || look & HALF ? dispute : mark;
    pen.lineWidth = edge;
    if (kind === "unverified") pen.setLineDash([edge, 1.5 * edge]);
    pen.beginPath(); pen.roundRect(edge / 2, top + edge / 2, width - edge, height - edge, round); pen.stroke();
    pen.setLineDash([]);
  }

  #disc(pen, look, x, y, radius) {
    const { mark, ground, dispute } = this.#colours, edge = EDGE * this.#unit, kind = KINDS[look & KIND], isHatched = kind === "contested" || look & HALF;
    const fill = (style, from, to) => { pen.fillStyle = style; pen.beginPath(); pen.arc(x, y, radius - edge / 2, from, to); pen.fill(); };
    fill(kind === "confirmed" ? mark : ground, 0, 2 * Math.PI);
    if (kind === "contested") fill(this.#hatching(pen, x, y), 0, 2 * Math.PI);
    if (look & HALF) {
      fill(this.#hatching(pen, x + 0.4 * radius, y), -Math.PI / 2, Math.PI / 2);
      pen.fillStyle = dispute; // a hollow half is hardly told from the ground of the hatching
      pen.fillRect(x - edge / 4, y - radius + edge, edge * 0.7, 2 * (radius - edge));
    }
    if (kind === "discounted") this.#strike(pen, x, y, radius);
    pen.strokeStyle = isHatched ? dispute : mark;
    pen.lineWidth = edge;
    if (kind === "unverified") pen.setLineDash([1, 1].map((part) => (part * Math.PI * (radius - edge / 2)) / DOTS_ROUND));
    pen.beginPath(); pen.arc(x, y, radius - edge / 2, 0, 2 * Math.PI); pen.stroke();
    pen.setLineDash([]);
  }

  #strike(pen, x, y, reach) {
    pen.strokeStyle = this.#colours.mark;
    pen.lineWidth = EDGE * this.#unit;
    pen.beginPath(); pen.moveTo(x - reach * 0.7, y + reach * 0.7); pen.lineTo(x + reach * 0.7, y - reach * 0.7); pen.stroke();
  }

  /** The pattern of dispute, one of its lines through a point; in pixels of the screen so that it is as sharp there as it can be. */
  #hatching(pen, x = 0, y = 0) {
    const scale = this.#scale, side = Math.round(5 * this.#unit * scale), tile = Object.assign(document.createElement("canvas"), { width: side, height: side });
    const brush = tile.getContext("2d");
    brush.fillStyle = this.#colours.hatch;
    brush.fillRect(0, 0, side, side);
    brush.strokeStyle = this.#colours.dispute;
    brush.lineWidth = 0.3 * side;
    for (const at of [-side, 0, side]) { brush.beginPath(); brush.moveTo(at - 1, side + 1); brush.lineTo(at + side + 1, -1); brush.stroke(); }
    const pattern = pen.createPattern(tile, "repeat");
    pattern.setTransform(new DOMMatrix().scale(1 / scale).translate(Math.round(x * scale), Math.round(y * scale)));
    return pattern;
  }
}
