// The frame around the pages: addresses, the menu, and the state of the connection.
import { h, say, show } from '/ui/dom.js';
import { live } from '/ui/live.js';
import { session, showPerson, toSignIn } from '/ui/session.js';
import { span } from '/ui/format.js';
import { mesh } from '/ui/pages/mesh.js';
import { map } from '/ui/pages/map.js';
import { agents } from '/ui/pages/agents.js';
import { agent } from '/ui/pages/agent.js';
import { gather } from '/ui/pages/gather.js';
import { chain } from '/ui/pages/chain.js';
import { audit, conflicts, events, hosts, chains, inbox } from '/ui/pages/lists.js';

const pages = {
  mesh,
  map,
  gather,
  agents,
  agent,
  conflicts,
  events,
  hosts,
  chains,
  chain,
  inbox,
  audit,
};
const content = document.getElementById('content');
const menu = document.getElementById('pages');
let leave = null;

/** A part of the address; one that was never encoded stays as it is. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function draw() {
  const [name, ...rest] = location.hash.replace(/^#\/?/, '').split('/').map(decoded);
  const page = Object.hasOwn(pages, name) ? pages[name] : pages.mesh;
  leave?.();
  document.title = `${page.title} · Mesh`;
  for (const link of menu.children) {
    if (link.dataset.page === (page.under ?? page.name)) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  show(content);
  content.dataset.page = page.name;
  leave = page.mount(content, rest) ?? null;
}

function tellLink() {
  const link = document.getElementById('link');
  const age = live.age();
  document.body.dataset.link = live.state;
  link.dataset.state = live.state;
  const old = age === null ? '' : `, what is shown is ${span(age / 1000)} old`;
  say(
    link,
    { live: 'live', paused: 'paused', connecting: 'connecting', lost: `connection lost${old}` }[
      live.state
    ],
  );
}

for (const page of Object.values(pages))
  if (!page.hidden)
    menu.append(h('a', { href: `/#/${page.name}`, 'data-page': page.name }, page.title));
addEventListener('hashchange', () => {
  draw();
  content.focus({ preventScroll: true });
  scrollTo(0, 0);
});
live.on('link', tellLink);
live.on('link', async () => {
  if (live.state !== 'lost') return;
  const now = await session().catch(() => null); // unknown: the mesh itself cannot be reached
  if (now?.needed && !now.signed_in) toSignIn();
});
live.on('tick', () => {
  if (live.state === 'lost') tellLink();
});
draw();
tellLink();
live.start();
showPerson(document.getElementById('person'));
