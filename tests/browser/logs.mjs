// Logs as ticketing tools export them, small enough to be read: a table with one event a row, and XES.

const HOUR_MS = 3_600_000;

/**
 * @typedef {{ case: string, begin: number, steps: [state: string, hour: number][] }} Ticket
 * `begin` in milliseconds since 1970, each step its state and the hours after the beginning.
 */

/** An instant as ISO 8601 in UTC, to the second. @param {number} at milliseconds since 1970 */
const iso = (at) => `${new Date(at).toISOString().slice(0, 19)}Z`;

/**
 * The tickets as CSV under a header of four columns: ticket, state, time and group.
 * @param {Ticket[]} tickets @param {string} header @param {string[]} [more] rows as they are
 */
export function table(tickets, header, more = []) {
  const rows = tickets.flatMap((ticket) =>
    ticket.steps.map(([state, hour]) => `${ticket.case},${state},${iso(ticket.begin + hour * HOUR_MS)},Service desk`),
  );
  return Buffer.from(`${[header, ...rows, ...more].join("\n")}\n`);
}

/** The tickets as XES (IEEE 1849). @param {Ticket[]} tickets */
export function xes(tickets) {
  const event = (/** @type {Ticket} */ ticket, /** @type {[string, number]} */ [state, hour]) =>
    `<event><string key="concept:name" value="${state}"/><date key="time:timestamp" value="${iso(ticket.begin + hour * HOUR_MS)}"/>` +
    '<string key="lifecycle:transition" value="complete"/></event>';
  const trace = (/** @type {Ticket} */ ticket) =>
    `<trace><string key="concept:name" value="${ticket.case}"/>${ticket.steps.map((step) => event(ticket, step)).join("")}</trace>`;
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n${tickets.map(trace).join("\n")}\n</log>\n`,
  );
}
