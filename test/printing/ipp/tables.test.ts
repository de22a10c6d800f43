/** Our numbers are the registered ones. */
import assert from 'node:assert/strict';
import {
  GroupTag,
  JobStates,
  Operation,
  PrinterStates,
  Status,
  ValueTag,
} from '../../../src/printing/ipp/constants.ts';
import {
  jobStateNumbers,
  operationName,
  operationNumbers,
  printerStateNumbers,
  statusName,
  statusNumbers,
  tagNumbers,
} from '../../../src/printing/ipp/tables.ts';

function assertRegistered(
  ours: Readonly<Record<string, number>>,
  table: ReadonlyMap<string, number>,
): void {
  for (const [name, number] of Object.entries(ours)) assert.equal(table.get(name), number, name);
}

describe('IPP constants', () => {
  it('agree with the tables of the ipp package', () => {
    const groups = Object.entries(GroupTag);
    assertRegistered(Object.fromEntries(groups), tagNumbers);
    assertRegistered(ValueTag, tagNumbers);
    // The package writes this one in the singular.
    const { 'Create-Job-Subscriptions': forJobs, ...operations } = Operation;
    assert.equal(operationNumbers.get('Create-Job-Subscription'), forJobs);
    assertRegistered(operations, operationNumbers);
    assertRegistered(Status, statusNumbers);
    assertRegistered(JobStates, jobStateNumbers);
    assertRegistered(PrinterStates, printerStateNumbers);
  });

  it('have names to show, and hex for what is not registered', () => {
    assert.equal(operationName(5), 'Create-Job');
    assert.equal(statusName(0x0507), 'server-error-busy');
    assert.equal(statusName(0x04ff), '0x04ff');
  });
});
