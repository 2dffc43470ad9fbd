// Figures as people read them.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const finer = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** 29998 is 29,998; 2.345 is 2.35; null is a dash. */
export function number(value) {
  if (typeof value !== 'number' || !Number.isFinite(value)) return '–';
  if (Number.isInteger(value)) return whole.format(value);
  return Math.abs(value) < 10 ? finer.format(value) : fine.format(value);
}

/** 0.9987 is 99.87 %. */
export function share(value) {
  if (typeof value !== 'number') return '–';
  const cut = Math.floor(value * 10000 + 1e-6) / 100; // 99.996 % is not all
  return `${finer.format(cut)} %`;
}

/** Of seconds: 0.8 s, 3 min, 2 h. */
export function span(seconds) {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return '–';
  if (seconds < 60) return `${fine.format(Math.max(0, seconds))} s`;
  if (seconds < 3600) return `${whole.format(seconds / 60)} min`;
  return `${fine.format(seconds / 3600)} h`;
}

/** Of milliseconds: 0.04 ms, 12.3 ms, 1.2 s. */
export function ms(value) {
  if (typeof value !== 'number' || !Number.isFinite(value)) return '–';
  return Math.abs(value) < 1000
    ? `${number(value)} ms`
    : `${finer.format(value / 1000)} s`;
}

/** A value of a result, whatever it is, in one line. */
export function plain(value) {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(plain).join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, one]) => `${key} ${plain(one)}`)
      .join(', ');
  return String(value);
}
