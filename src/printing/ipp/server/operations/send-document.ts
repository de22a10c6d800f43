/**
 * Send-Document (RFC 8011 section 4.3.1). A job has one document here: it is printed as soon as it
 * came, and a second one is refused in the words of the standard.
 */
import { displayText } from '../../../../base/text.ts';
import { Status } from '../../constants.ts';
import { badRequest, IppFault } from '../fault.ts';
import { jobGroup, type OperationAnswer, type OperationContext, requireJob } from '../operation.ts';
import { documentForm, plainDocument } from '../submission.ts';

export async function sendDocument(context: OperationContext): Promise<OperationAnswer> {
  const { asked, jobs, printing, served, around } = context;
  const { record, job } = requireJob(context);
  const last = asked.boolean('last-document');
  if (last === undefined) throw badRequest('last-document is missing.');
  const { format, supplied, compression } = documentForm(context);
  const document = await arriving(context.document);
  const incoming = jobs.awaited(record);
  if (document && incoming) {
    const stream = plainDocument(document, compression);
    const { device, id: printer } = served.printer;
    const { options } = incoming;
    const name = nameOf(record.name, asked.text('document-name'));
    const known = { ...record, name, format: supplied, compression };
    await jobs.take(printing, known, { stream, device, printer, format, options }, true);
  } else if (document) {
    throw job
      ? new IppFault(
          Status['server-error-multiple-document-jobs-not-supported'],
          'A job has one document here.',
        )
      : new IppFault(Status['client-error-not-possible'], 'The job is finished already.');
  } else if (incoming && last) {
    jobs.end(record, false, 'It came without a document.');
  }
  return { groups: [jobGroup(jobs.find(printing, served.key, record.number), around)] };
}

/** A job that was created without a name is called as its document. */
function nameOf(jobName: string, documentName: string | undefined): string {
  return jobName === 'Untitled' ? displayText(documentName, 255, jobName) : jobName;
}

/** The document once its first byte is there; undefined if it has none. */
async function arriving(
  document: OperationContext['document'],
): Promise<OperationContext['document'] | undefined> {
  if (document.readableLength > 0) return document;
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      document.off('readable', look);
      document.off('end', none);
      document.off('error', reject);
    };
    const look = (): void => {
      // Nothing to be read is told by reading it.
      if (document.readableLength === 0) {
        document.read();
        return;
      }
      settle();
      resolve(document);
    };
    const none = (): void => {
      settle();
      resolve(undefined);
    };
    document.on('readable', look).on('end', none).on('error', reject);
  });
}
