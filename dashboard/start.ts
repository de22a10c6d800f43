/** Signs this tab in, connects to the agent and shows the application. */
import { EventStream } from './data/event-stream.ts';
import { exchangeJson, whenSignedOut } from './data/agent-client.ts';
import { bearer, forgetBearer, signIn, takeOneTimeToken } from './data/session.ts';
import './elements/frame/hallway-app.ts';
import { mayNotify, showLook } from './state/appearance.ts';
import { office } from './state/office.ts';
import { openFolders } from './state/open-folders.ts';
import { router } from './state/router.ts';
import { searchByKey } from './state/search-key.ts';
import { signing } from './state/signing.ts';
import { tokens } from './styles/tokens.ts';

const events = new EventStream(
  office.take,
  openFolders.take,
  (connected) => {
    office.setConnected(connected);
    if (connected) openFolders.announce();
  },
  (event) => void import('./state/notifying.ts').then(({ show }) => show(event)).catch(() => {}),
  mayNotify,
);
openFolders.sendBy((text) => events.send(text));

async function enter(): Promise<void> {
  const token = takeOneTimeToken();
  if (token !== undefined) {
    signing.set('busy');
    try {
      await signIn(exchangeJson(), token);
    } catch (error) {
      // A tab that is signed in already stays so when it is opened with a used address.
      if (bearer() === undefined) return signing.set('out', error);
    }
  }
  if (bearer() === undefined) return signing.set('out');
  signing.set('in');
  events.start();
}

whenSignedOut(() => {
  forgetBearer();
  events.stop();
  office.clear();
  signing.set('out');
});

if (tokens.styleSheet) document.adoptedStyleSheets = [tokens.styleSheet];
showLook();
router.start();
window.addEventListener('keydown', searchByKey);
window.addEventListener('hashchange', () => void enter());
void enter();
