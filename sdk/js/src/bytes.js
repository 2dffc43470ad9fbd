// Bytes in texts and texts in bytes, with what Node.js and browsers both have.

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8');

/** UTF-8; half a character, which a JavaScript text may hold, becomes U+FFFD. */
export const utf8 = (text) => encoder.encode(text);
export const textOf = (bytes) => decoder.decode(bytes);
/** The same text without half characters: what is signed is what is said. */
export const wellFormed = (text) => decoder.decode(encoder.encode(text));

export function concat(...parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A whole number in 4 bytes, most significant first. */
export function fourBytes(number) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

export function toBase64(bytes) {
  const step = 0x8000; // arguments of one call
  let binary = '';
  for (let at = 0; at < bytes.length; at += step)
    binary += String.fromCharCode(...bytes.subarray(at, at + step));
  return btoa(binary);
}

export const toHex = (bytes) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Either alphabet, with or without padding; null when it is no base64. */
export function fromBase64(text) {
  const standard = text.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(standard) || standard.length % 4 === 1) return null;
  return Uint8Array.from(atob(standard), (letter) => letter.charCodeAt(0));
}
