// The person at the browser: who has signed in, their key, and that they are still there.
import { h, show } from '/ui/dom.js';

const awayAfter = 60_000; // milliseconds without a key or a pointer
let lastInput = performance.now();
for (const kind of ['keydown', 'pointerdown', 'wheel'])
  addEventListener(kind, () => (lastInput = performance.now()), { passive: true });

/** The mark of our own pages; only what a person does keeps a session from ending. */
export const mark = () => ({
  'X-Mesh': performance.now() - lastInput < awayAfter ? 'present' : 'away',
});

/** Asks the mesh; throws what it refuses, with its `code`. */
export async function ask(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: { 'Content-Type': 'application/json', ...mark() },
    body: body && JSON.stringify(body),
  });
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  const { code, detail, remedy } = told.error ?? {};
  const text = detail ?? `the mesh answers with status ${answer.status}`;
  throw Object.assign(new Error(remedy ? `${text}. ${remedy}` : text), { code });
}

/** The reason why a key did not sign, or the mesh did not take it, for people. */
export const whyNot = (problem) =>
  ({
    NotAllowedError: 'No key was touched in time, or none of yours was there.',
    InvalidStateError: 'This key is registered for you already. Use another one.',
  })[problem.name] ?? problem.message;

export const session = () => ask('GET', '/v1/session');

/** Without a session there is nothing to see here. */
export function toSignIn() {
  location.assign('/sign-in');
}

/** Has the key touched, and shows its signature to the mesh. */
async function prove(begin, end, more = {}) {
  const { challenge, domain, known = [] } = await ask('POST', begin, more);
  const { id, response } = await navigator.credentials.get({
    publicKey: {
      challenge: bytes(challenge),
      rpId: domain,
      userVerification: 'required',
      allowCredentials: known.map((one) => ({ type: 'public-key', id: bytes(one) })),
    },
  });
  return ask('POST', end, {
    ...more,
    id,
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.authenticatorData),
    signature: text(response.signature),
  });
}

export const signIn = () => prove('/v1/sign-in/challenge', '/v1/sign-in');
export const approveLogin = (code) =>
  prove('/v1/login/challenge', '/v1/login/approval', { code });
export const touchKey = () => prove('/v1/session/challenge', '/v1/session/touch');

/** The person whom the invite is for. */
export const invitation = (invite) => ask('POST', '/v1/sign-in/invite', { invite });

/** Makes a key for the person of an invite, and signs in with it. */
export async function register(invite) {
  const { challenge, domain, name, user, known } = await invitation(invite);
  const { response } = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(challenge),
      rp: { id: domain, name: 'Mesh' },
      user: { id: bytes(user), name, displayName: name },
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
      excludeCredentials: known.map((one) => ({ type: 'public-key', id: bytes(one) })),
    },
  });
  return ask('POST', '/v1/sign-in/key', {
    invite,
    client_data: text(response.clientDataJSON),
    attestation_object: text(response.attestationObject),
  });
}

/** Says who has signed in, with a way out; nothing where nobody needs to. */
export async function showPerson(place) {
  const now = await session().catch(() => null);
  if (!now?.signed_in) return;
  const leave = async () => {
    await ask('DELETE', '/v1/session');
    toSignIn();
  };
  show(
    place,
    h('span', { class: 'soft' }, `${now.name} (${now.role})`),
    ' ',
    h('button', { type: 'button', onclick: leave }, 'Sign out'),
  );
}

function bytes(base64url) {
  const plain = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
}
