// The page on which operators sign in, and register a key by an invite.
import { h, say, show } from '/ui/dom.js';
import { invitation, register, session, signIn, whyNot } from '/ui/session.js';

// A login of a command line waits to be approved; nothing else is gone on to from here.
const next = location.hash === '#login' ? '/login' : '/';

const content = document.getElementById('content');
const problem = h('p', { role: 'alert', class: 'problem' });

const tell = (error) => say(problem, whyNot(error));

function button(label, act) {
  const made = h(
    'button',
    {
      type: 'button',
      onclick: async () => {
        made.disabled = true;
        say(problem, '');
        try {
          await act();
          location.replace(next);
        } catch (error) {
          tell(error);
        }
        made.disabled = false;
      },
    },
    label,
  );
  return made;
}

function showSignIn() {
  show(
    content,
    h('h1', {}, 'Sign in'),
    h('p', {}, 'Use the security key or passkey that you have registered here.'),
    button('Sign in with your key', signIn),
    problem,
    h('p', { class: 'soft' }, 'No key yet? An admin invites you: operator invite NAME.'),
  );
}

async function showRegistration(invite) {
  const { name, role } = await invitation(invite);
  show(
    content,
    h('h1', {}, 'Register your key'),
    h('p', {}, `You are invited as ${name}, with the role ${role}.`),
    h('p', {}, 'Your key must know you: by a PIN, a fingerprint or your face.'),
    button('Register a key', () => register(invite)),
    problem,
  );
}

async function begin() {
  // The token is in no address from here on: neither in the history, nor for others to read.
  const invite = new URLSearchParams(location.hash.slice(1)).get('invite');
  history.replaceState(null, '', '/sign-in');
  show(content, h('h1', {}, 'Sign in'), problem);
  if (!globalThis.PublicKeyCredential) {
    say(problem, 'This browser, or this address, has no security keys. Open localhost, or HTTPS.');
    return;
  }
  try {
    const now = await session();
    if (invite) await showRegistration(invite);
    else if (now.signed_in || !now.needed) location.replace(next);
    else showSignIn();
  } catch (error) {
    tell(error);
  }
}
begin();
