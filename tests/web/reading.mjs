// A number as a page shows it, held against the one that the mesh has told.
import assert from 'node:assert/strict';

const scales = { '': 1, '%': 100, ms: 1, s: 1, min: 1 / 60, h: 1 / 3600 };

/** How many numbers were compared. */
export const compared = { numbers: 0 };

/**
 * Fails unless `text` is `value` as a person reads it. `unit`: of the value; '' (a count), 'ms',
 * 's' or 'share'. Pages round to two digits below ten, one below a thousand, none behind minutes;
 * shares are cut, so that 99.999 % is not all.
 */
export function isShown(text, value, unit = '') {
  ++compared.numbers;
  if (value === null || value === undefined) return assert.equal(text, '–');
  const [, digits, shown = ''] = /^(-?[\d,.]+) ?(%|ms|s|min|h)?$/.exec(text) ?? [];
  assert.ok(digits, `"${text}" is no number`);
  const read = Number(digits.replaceAll(',', ''));
  const told =
    unit === 'ms' && shown === 's' ? value / 1000 : value * (scales[shown] ?? NaN);
  assert.equal(shown === '%', unit === 'share', `"${text}" has another unit than ${unit}`);
  if (Number.isInteger(value) && !shown) return assert.equal(read, value);
  const off = Math.abs(read - told);
  const step =
    shown === 'min' ? 1 : shown === 's' && unit === 's' ? 0.1 : Math.abs(told) < 10 ? 0.01 : 0.1;
  const room = shown === '%' ? 0.01 : shown === 's' && unit === 'ms' ? 0.005 : step / 2;
  return assert.ok(off <= room + 1e-9, `"${text}" is shown for ${value}`);
}

/** The same for words. */
export function isSaid(text, value) {
  ++compared.numbers;
  assert.equal(text, value);
}
