// The page on which a person lets a command line sign in: mesh login.
import { h, say, show } from '/ui/dom.js';
import { approveLogin, ask, session, whyNot } from '/ui/session.js';

const content = document.getElementById('content');
const problem = h('p', { role: 'alert', class: 'problem' });

const tell = (error) => say(problem, whyNot(error));

/** Does it once at a time, and says what went wrong. */
const carefully = (control, act) => async (event) => {
  event.preventDefault();
  control.disabled = true;
  say(problem, '');
  try {
    await act();
  } catch (error) {
    tell(error);
  }
  control.disabled = false;
};

function button(label, act) {
  const made = h('button', { type: 'button' }, label);
  made.addEventListener('click', carefully(made, act));
  return made;
}

function showEnd(text) {
  show(content, h('h1', {}, 'Approve a login'), h('p', { role: 'status' }, text));
}

function showWish(wish) {
  const row = (name, text) => [h('dt', {}, name), h('dd', {}, text)];
  show(
    content,
    h('h1', {}, 'Approve a login'),
    h('p', {}, 'A command line asks to act in your name. Approve it only if you began it.'),
    h(
      'dl',
      { class: 'facts' },
      ...row('Code', wish.code),
      ...row('Computer', `${wish.host_name} (it says so itself)`),
      ...row('Address', wish.from),
      ...row('Asked at', wish.asked_at),
      ...row('It gets', `${wish.name}, with the role ${wish.role}, until ${wish.ends_at}`),
    ),
    h(
      'p',
      {},
      button('Approve with your key', async () => {
        await approveLogin(wish.code);
        showEnd('Approved. Go on at the command line.');
      }),
      ' ',
      button('Refuse', async () => {
        await ask('POST', '/v1/login/refusal', { code: wish.code });
        showEnd('Refused. The command line was told so.');
      }),
    ),
    problem,
  );
}

function showQuestion() {
  const code = h('input', {
    id: 'code',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'BCDF-GHJK',
    required: '',
  });
  const go = h('button', { type: 'submit' }, 'Go on');
  const form = h(
    'form',
    {},
    h('label', { for: 'code' }, 'The code that the command line shows'),
    ' ',
    code,
    ' ',
    go,
  );
  form.addEventListener(
    'submit',
    carefully(go, async () =>
      showWish(await ask('POST', '/v1/login/code', { code: code.value })),
    ),
  );
  show(content, h('h1', {}, 'Approve a login'), form, problem);
  code.focus();
}

async function begin() {
  show(content, h('h1', {}, 'Approve a login'), problem);
  try {
    const now = await session();
    if (now.signed_in) showQuestion();
    else location.replace('/sign-in#login');
  } catch (error) {
    tell(error);
  }
}
begin();
