/** The frame around every page: navigation, banners, messages; it loads pages when they are asked for. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { setDesktop } from '../../../src/api/local.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { router } from '../../state/router.ts';
import { signing } from '../../state/signing.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { frame } from '../../styles/frame.ts';
import { displayText } from '../../../src/base/text.ts';
import '../members/hallway-join-requests.ts';
import './hallway-notices.ts';
import '../transfers/hallway-transfers.ts';
import { ABOVE, links, loaders, more, type PageName, titles } from './app-pages.ts';
import { icon } from '../parts/icons.ts';

const text = translated({
  skip: 'Skip to the content',
  navigation: 'Pages',
  more: 'More pages',
  search: 'Search',
  unread: 'unread',
  reconnecting:
    'Reconnecting… Hallway on this PC does not answer. If it was closed, start it again.',
  starting: 'One moment…',
  paused: 'Sharing is paused: your colleagues can use nothing of this PC.',
  resume: 'Go on sharing',
  loadFailed:
    'This page could not be loaded. It opens when Hallway answers again; if not, reload it.',
});

export class HallwayApp extends LitElement {
  static override properties = { loaded: { state: true }, failed: { state: true } };
  declare loaded: PageName | undefined;
  /** The page that could not be loaded, until another is asked for or the agent is back. */
  declare failed: PageName | undefined;
  /** What the focus was last moved for; a page's first view leaves the focus alone. */
  #seen: string | undefined;

  constructor() {
    super();
    this.loaded = undefined;
    this.failed = undefined;
    watch(this, office.changes, ['connection', 'status', 'desktop', 'talk', 'calls']);
    office.changes.on('screen', loadScreen);
    watch(this, router.changes, ['route']);
    watch(this, signing.changes, ['signing']);
  }

  /** Undefined while it is not known yet which page is the right one. */
  #page(): PageName | undefined {
    if (signing.state === 'out') return 'sign-in';
    const status = office.get('status');
    if (signing.state === 'busy' || !status) return undefined;
    // Who cannot join needs the doctor most.
    const { page } = router.route;
    return status.workgroup === null && page !== 'doctor' ? 'welcome' : page;
  }

  protected override willUpdate(): void {
    // Few calls ring: what they need comes with them, and with the page that one calls from.
    if (office.get('calls')?.length) void import('../call/hallway-calls.ts').catch(() => {});
    const page = this.#page();
    if (page === undefined || page === this.loaded) return;
    if (page === this.failed && office.connection !== 'open') return;
    void loaders[page]().then(
      () => {
        this.failed = undefined;
        if (this.#page() === page) this.loaded = page;
        // What nobody waits for comes after the page.
        void import('../printing/hallway-printing-news.ts').catch(() => {});
      },
      () => (this.failed = page),
    );
  }

  protected override updated(changed: PropertyValues<this>): void {
    const page = this.loaded;
    if (page === undefined || page !== this.#page()) return;
    document.title = page === 'hallway' ? 'Hallway' : `${titles[page]} · Hallway`;
    const where = `${page} ${location.pathname}`;
    const isFirst = this.#seen === undefined;
    if (this.#seen === where || (changed.size === 0 && isFirst)) return;
    this.#seen = where;
    if (!isFirst) void this.#focusPage();
  }

  /** After a change of page the focus stands on its heading, where a screen reader goes on. */
  async #focusPage(): Promise<void> {
    const element = this.renderRoot.querySelector('main')?.firstElementChild;
    if (!(element instanceof LitElement)) return;
    await element.updateComplete;
    const page = element.shadowRoot;
    const typed = page?.querySelector<HTMLElement>('input[autofocus]');
    (typed ?? page?.querySelector<HTMLElement>('h1'))?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    const page = this.#page();
    const isMember = office.get('status')?.workgroup !== null;
    const framed = page !== undefined && page !== 'sign-in' && isMember;
    return html`
      ${framed ? this.#frame(page) : nothing}
      <div class="column">
        ${framed ? html`<hallway-calls></hallway-calls>` : nothing}
        ${this.#banners(framed)}
        ${framed ? html`<hallway-screen></hallway-screen>` : nothing}
        <main id="main" tabindex="-1" class=${framed ? 'framed' : 'alone'}>${this.#content(page)}</main>
        ${framed ? html`<hallway-player></hallway-player>` : nothing}
      </div>
      <hallway-transfers></hallway-transfers>
      <hallway-notices></hallway-notices>
    `;
  }

  #content(page: PageName | undefined): TemplateResult {
    if (page !== undefined && this.failed === page)
      return html`<p role="alert">${text.loadFailed}</p>`;
    if (page === undefined || page !== this.loaded)
      return html`<p class="muted starting">${text.starting}</p>`;
    const route = router.route;
    switch (page) {
      case 'hallway':
        return html`<hallway-hallway-page></hallway-hallway-page>`;
      case 'printers':
        return html`<hallway-printers-page></hallway-printers-page>`;
      case 'printer':
        return html`<hallway-printer-page
          .device=${'device' in route ? route.device : ''}
          .printer=${'printer' in route ? route.printer : ''}
        ></hallway-printer-page>`;
      case 'phone':
        return html`<hallway-phone-page></hallway-phone-page>`;
      case 'files':
        return html`<hallway-files-page></hallway-files-page>`;
      case 'folder':
        return html`<hallway-folder-page
          .device=${'device' in route ? route.device : ''}
          .share=${'share' in route ? route.share : ''}
          .path=${'path' in route ? route.path : ''}
        ></hallway-folder-page>`;
      case 'view':
        return html`<hallway-view-page
          .device=${'device' in route ? route.device : ''}
          .share=${'share' in route ? route.share : ''}
          .path=${'path' in route ? route.path : ''}
        ></hallway-view-page>`;
      case 'trash':
        return html`<hallway-trash-page
          .device=${'device' in route ? route.device : ''}
          .share=${'share' in route ? route.share : ''}
        ></hallway-trash-page>`;
      case 'talk':
        return html`<hallway-talk-page
          .conversation=${'conversation' in route ? route.conversation : ''}
        ></hallway-talk-page>`;
      case 'people':
        return html`<hallway-people-page></hallway-people-page>`;
      case 'settings':
        return html`<hallway-settings-page></hallway-settings-page>`;
      case 'nearby':
        return html`<hallway-nearby-page></hallway-nearby-page>`;
      case 'transfers':
        return html`<hallway-transfers-page></hallway-transfers-page>`;
      case 'activity':
        return html`<hallway-activity-page></hallway-activity-page>`;
      case 'doctor':
        return html`<hallway-doctor-page></hallway-doctor-page>`;
      case 'search':
        return html`<hallway-search-page></hallway-search-page>`;
      case 'welcome':
        return html`<hallway-welcome-page></hallway-welcome-page>`;
      case 'sign-in':
        return html`<hallway-sign-in-page></hallway-sign-in-page>`;
      default:
        return html`<hallway-missing-page></hallway-missing-page>`;
    }
  }

  #frame(page: PageName): TemplateResult {
    const current = ABOVE[page] ?? page;
    const group = displayText(office.get('status')?.workgroup?.name, 63);
    return html`
      <button class="skip" @click=${() => this.renderRoot.querySelector('main')?.focus()}>
        ${text.skip}
      </button>
      <header>
        <div class="top">
          <a class="brand" href="/">
            <span class="mark">${icon('hallway', 24)}</span>
            <span class="group">
              <span class="unseen">Hallway: </span><bdi class="cut">${group}</bdi>
            </span>
          </a>
          <a
            class="find"
            href="/search"
            aria-label=${text.search}
            aria-keyshortcuts="/"
            title=${`${text.search} (/)`}
            aria-current=${page === 'search' ? 'page' : nothing}
            >${icon('search', 22)}</a
          >
          <hallway-printing-news></hallway-printing-news>
        </div>
        <nav aria-label=${text.navigation}>${linksTo(links, current)}</nav>
        <nav class="more" aria-label=${text.more}>${linksTo(more, current)}</nav>
      </header>
    `;
  }

  #banners(framed: boolean): TemplateResult {
    const notice = office.get('status')?.notice;
    return html`
      <div role="status">
        ${
          office.connection === 'lost'
            ? html`<p class="banner">${icon('wait')} ${text.reconnecting}</p>`
            : nothing
        }
        ${
          framed && office.get('desktop')?.paused
            ? html`<p class="banner">
                ${icon('wait')} ${text.paused}
                <button class="small" @click=${resume}>${text.resume}</button>
              </p>`
            : nothing
        }
        ${
          framed && notice
            ? html`<p class="banner wrap">${icon('alert')} <bdi>${displayText(notice, 500)}</bdi></p>`
            : nothing
        }
      </div>
      ${framed ? html`<hallway-join-requests></hallway-join-requests>` : nothing}
    `;
  }

  static override styles = [controls, frame];
}
customElements.define('hallway-app', HallwayApp);

/** Only where something is shown or asked for. */
function loadScreen(): void {
  const { here, along, requests = [] } = office.get('screen') ?? {};
  if (here || along || requests.length > 0)
    void import('../player/hallway-screen.ts').catch(() => {});
}

function resume(): void {
  void attempt(() => ask(setDesktop, { body: { paused: false } }));
}

/** Messages that nobody here has read. */
function unread(): TemplateResult | typeof nothing {
  const count = (office.get('talk') ?? []).reduce((sum, one) => sum + one.unread + one.missed, 0);
  if (count === 0) return nothing;
  return html`<span class="count">${count}<span class="unseen"> ${text.unread}</span></span>`;
}

function linksTo(wanted: typeof links, current: PageName): TemplateResult[] {
  return wanted.map(
    (link) => html`
      <a href=${link.href} title=${link.label} aria-current=${link.page === current ? 'page' : nothing}>
        ${icon(link.icon, 22)}<span>${link.label}</span>
        ${link.page === 'talk' ? unread() : nothing}
      </a>
    `,
  );
}
