// ProtoJSON, as much of it as the agent link needs: missing fields are zero, 64-bit numbers
// come as texts, bytes in base64. A field of another kind is a WireError; fields that nobody
// asks for are ignored.

import { fromBase64 } from './bytes.js';
import { WireError } from './errors.js';

const isObject = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fail(name, what) {
  throw new WireError(`${name} is ${what}`);
}

export function parse(message) {
  if (typeof message !== 'string') fail('a message', 'binary, where JSON was agreed');
  let fields;
  try {
    fields = JSON.parse(message);
  } catch (error) {
    throw new WireError(`it is not JSON: ${error.message}`);
  }
  return isObject(fields) ? fields : fail('the message', 'no object');
}

export function one(fields, name) {
  const value = fields[name] ?? null;
  return value === null || isObject(value) ? value : fail(name, 'no object');
}

export function many(fields, name) {
  const value = fields[name] ?? [];
  return Array.isArray(value) && value.every(isObject) ? value : fail(name, 'no list');
}

export function text(fields, name) {
  const value = fields[name] ?? '';
  return typeof value === 'string' ? value : fail(name, 'no text');
}

export function texts(fields, name) {
  const value = fields[name] ?? [];
  const good = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return good ? value : fail(name, 'no list of texts');
}

export function flag(fields, name) {
  const value = fields[name] ?? false;
  return typeof value === 'boolean' ? value : fail(name, 'neither true nor false');
}

export function number(fields, name) {
  const value = fields[name] ?? 0;
  const isNumeric = typeof value === 'number' || (typeof value === 'string' && value.trim());
  const result = isNumeric ? Number(value) : NaN;
  return Number.isFinite(result) ? result : fail(name, 'no number');
}

export function whole(fields, name) {
  const result = number(fields, name);
  return Number.isInteger(result) ? result : fail(name, 'no whole number');
}

/** Up to 64 bits, without loss. */
export function big(fields, name) {
  const value = fields[name] ?? 0;
  try {
    if (typeof value === 'string' || typeof value === 'number') return BigInt(value);
  } catch {
    // told below
  }
  return fail(name, 'no whole number');
}

export function raw(fields, name) {
  return fromBase64(text(fields, name)) ?? fail(name, 'no base64');
}

/** ProtoJSON leaves out zero, empty and false. */
export function withoutDefaults(fields) {
  return Object.fromEntries(Object.entries(fields).filter(
    ([, value]) => (Array.isArray(value) ? value.length > 0 : Boolean(value))));
}

export const encode = (fields) => JSON.stringify(withoutDefaults(fields));
