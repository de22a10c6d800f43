/** What came along with a message: it leads to its page, and what was given can be taken at once. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { decideReceipt } from '../../../src/api/local.ts';
import type { Attachment } from '../../../src/model/talk.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt } from '../../state/notices.ts';
import { giftName, giftState } from '../../words/gifts.ts';
import { attachmentAddress, giftOf } from '../../words/talk.ts';
import { icon } from '../parts/icons.ts';

const text = translated({ accept: 'Take it', given: 'Given under “Transfers”' });

export function brought(one: Attachment): TemplateResult {
  const gift = giftOf(one);
  // Whoever writes may call another's gift as they like: it goes by its own name.
  const name = gift ? giftName(gift) : one.name;
  return html`<div class="brought">
    <a href=${attachmentAddress(one)}>
      ${icon(one.kind === 'printer' ? 'printer' : one.folder ? 'folder' : 'file')}
      <bdi class="cut">${name}</bdi>
    </a>
    ${
      gift === undefined
        ? nothing
        : 'to' in gift
          ? html`<span class="muted small">${text.given}</span>`
          : gift.state === 'asked'
            ? html`<button
              class="small"
              aria-label=${phrase('Take it: {0}', name)}
              @click=${() => take(gift.id)}
            >
              ${text.accept}
            </button>`
            : html`<span class="muted small">${giftState(gift.state)}</span>`
    }
  </div>`;
}

function take(id: string): Promise<void> {
  return attempt(() => ask(decideReceipt, { params: { id }, body: { action: 'accept' } }));
}

export const broughtStyles = css`
  .brought {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2);
  }
  .brought a {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-width: 0;
    min-height: 1.5rem;
  }
`;
