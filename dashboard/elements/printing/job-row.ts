/** One job in a list: where it is, whose it is, and what can be done with it. */
import { html, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { displayName, displayText } from '../../../src/base/text.ts';
import type { Job } from '../../../src/model/job.ts';
import type { JobAction, JobDecision } from '../../../src/model/job-terms.ts';
import { office } from '../../state/office.ts';
import { printerAddress } from '../../state/router.ts';
import { jobDetail, jobFacts, jobPart, jobWords } from '../../words/jobs.ts';
import { icon } from '../parts/icons.ts';

const text = translated({
  question: 'Did it come out of the printer?',
  decisions: { printed: 'Yes, it is printed', again: 'No, print it again', cancel: 'Cancel it' },
  actions: {
    release: 'Print now',
    hold: 'Hold',
    move: 'Print elsewhere',
    reprint: 'Print again',
    cancel: 'Cancel',
  },
  elsewhere: 'Print it on',
});

export interface JobRowActs {
  act: (action: Exclude<JobAction, 'decide'>, job: Job) => void;
  decide: (decision: JobDecision, job: Job) => void;
}

type Act = keyof typeof text.actions;
const ORDER: readonly Act[] = ['release', 'reprint', 'move', 'hold', 'cancel'];

export function jobRow(job: Job, acts: JobRowActs, showPrinter: boolean): TemplateResult {
  const words = jobWords(job);
  const name = displayText(job.name, 255, 'Document');
  const detail = jobDetail(job);
  const part = jobPart(job);
  return html`
    <li>
      ${icon('file', 22)}
      <div class="grow">
        <h3><bdi class="cut" title=${name}>${name}</bdi></h3>
        <p class="muted small cut">
          <bdi>${displayText(job.owner, 60, office.deviceName(job.from))}</bdi>${
            showPrinter ? printerLink(job) : nothing
          }, ${jobFacts(job)}
        </p>
      </div>
      <div class="state small">
        <strong class="tone-${words.tone}">${words.text}</strong>
        ${detail === '' ? nothing : html`<span class="muted wrap">${detail}</span>`}
        ${
          part === undefined
            ? nothing
            : html`<progress aria-label=${`${words.text} ${name}`} max="1" .value=${part}></progress>`
        }
      </div>
      ${job.actions?.includes('decide') === true ? question(job, name, acts) : actions(job, name, acts)}
    </li>
  `;
}

function printerLink(job: Job): TemplateResult {
  const { device, printer } = job;
  return html` →
    <a href=${printerAddress({ device, id: printer })}
      ><bdi>${displayName(job.printerName, '?')}</bdi></a
    >`;
}

function question(job: Job, name: string, { decide }: JobRowActs): TemplateResult {
  const decisions = Object.entries(text.decisions) as [JobDecision, string][];
  return html`<div class="question" role="group" aria-label=${`${text.question} ${name}`}>
    <p><strong>${text.question}</strong></p>
    <div class="actions">
      ${decisions.map(
        ([decision, words]) => html`<button class="small" @click=${() => decide(decision, job)}>
          <span>${words}<span class="unseen"> ${name}</span></span>
        </button>`,
      )}
    </div>
  </div>`;
}

function actions(job: Job, name: string, { act }: JobRowActs): TemplateResult | typeof nothing {
  const possible = ORDER.filter((one) => job.actions?.includes(one));
  if (possible.length === 0) return nothing;
  const [best] = job.alternatives ?? [];
  return html`<div class="actions ${possible.length > 2 ? 'many' : ''}">
    ${possible.map(
      (action) => html`<button class="small" @click=${() => act(action, job)}>
        <span
          >${
            action === 'move' && best !== undefined
              ? `${text.elsewhere} ${displayName(best.name, '?')}…`
              : action === 'move'
                ? `${text.actions.move}…`
                : text.actions[action]
          }<span class="unseen"> ${name}</span></span
        >
      </button>`,
    )}
  </div>`;
}
