/**
 * What node-smb2 knows and is right about: the layouts of SMB 2 messages and the numbers of its
 * commands, flags, states and rights. The only file that imports it.
 *
 * Its layouts are read here once, into tables of offsets, and never walked by its own code: that
 * reads lengths as signed numbers, cuts silently what is missing and writes into the shared layouts.
 * What it gets wrong or lacks stands beside what it has, with the section of [MS-SMB2].
 */
import dispositions from 'node-smb2/dist/protocol/smb2/CreateDispositionType.js';
import dialects from 'node-smb2/dist/protocol/smb2/Dialect.js';
import fileAttributes from 'node-smb2/dist/protocol/smb2/FileAttribute.js';
import fileAccess from 'node-smb2/dist/protocol/smb2/FilePipePrinterAccess.js';
import headerFlags from 'node-smb2/dist/protocol/smb2/HeaderFlag.js';
import packetTypes from 'node-smb2/dist/protocol/smb2/PacketType.js';
import sharing from 'node-smb2/dist/protocol/smb2/ShareAccessType.js';
import statusCodes from 'node-smb2/dist/protocol/smb2/StatusCode.js';
import close from 'node-smb2/dist/protocol/smb2/packets/Close.js';
import create from 'node-smb2/dist/protocol/smb2/packets/Create.js';
import flush from 'node-smb2/dist/protocol/smb2/packets/Flush.js';
import negotiate from 'node-smb2/dist/protocol/smb2/packets/Negotiate.js';
import read from 'node-smb2/dist/protocol/smb2/packets/Read.js';
import sessionSetup from 'node-smb2/dist/protocol/smb2/packets/SessionSetup.js';
import setInfo from 'node-smb2/dist/protocol/smb2/packets/SetInfo.js';
import treeConnect from 'node-smb2/dist/protocol/smb2/packets/TreeConnect.js';
import write from 'node-smb2/dist/protocol/smb2/packets/Write.js';
import { type Field, LayoutTable } from './layout.ts';

/** Its enums as what they are on the wire. */
function numbers<Name extends string>(
  values: Readonly<Record<Name, number>>,
): Record<Name, number> {
  return values;
}

export const COMMAND = numbers(packetTypes.default);
export const FLAG = numbers(headerFlags.default);
export const DIALECT = numbers(dialects.default);
export const DISPOSITION = numbers(dispositions.default);
export const ATTRIBUTE = numbers(fileAttributes.default);
export const ACCESS = numbers(fileAccess.default);
export const SHARING = numbers(sharing.default);

const CODES = numbers(statusCodes.default);

/** Section 2.2.4 and others; the package names seven of them. */
export const STATUS = {
  success: CODES.Success,
  pending: CODES.Pending,
  moreProcessing: CODES.MoreProcessingRequired,
  nameNotFound: CODES.FileNameNotFound,
  pathNotFound: CODES.FilePathNotFound,
  fileClosed: CODES.FileClosed,
  sharingViolation: CODES.SharingViolation,
  bufferOverflow: 0x80000005,
  noMoreFiles: 0x80000006,
  stoppedOnSymlink: 0x8000002d,
  invalidParameter: 0xc000000d,
  noSuchFile: 0xc000000f,
  invalidRequest: 0xc0000010,
  endOfFile: 0xc0000011,
  accessDenied: 0xc0000022,
  nameInvalid: 0xc0000033,
  nameCollision: 0xc0000035,
  deletePending: 0xc0000056,
  networkNameDeleted: 0xc00000c9,
  notSupported: 0xc00000bb,
  badNetworkName: 0xc00000cc,
  isDirectory: 0xc00000ba,
  directoryNotEmpty: 0xc0000101,
  notDirectory: 0xc0000103,
  sessionDeleted: 0xc0000203,
  sessionExpired: 0xc000035c,
} as const;

const sized = (name: string, size: number, preset = 0): Field => ({ name, size, preset });

/** Layouts up to the variable part, which the message's own offsets say where to find. */
export const LAYOUT = {
  negotiateRequest: LayoutTable.of(negotiate.default.requestStructure),
  negotiateReply: LayoutTable.of(negotiate.default.responseStructure),
  sessionSetupRequest: LayoutTable.of(sessionSetup.default.requestStructure),
  sessionSetupReply: LayoutTable.of(sessionSetup.default.responseStructure),
  treeConnectRequest: LayoutTable.of(treeConnect.default.requestStructure),
  treeConnectReply: LayoutTable.of(treeConnect.default.responseStructure),
  createRequest: LayoutTable.of(create.default.requestStructure),
  createReply: LayoutTable.of(create.default.responseStructure),
  closeRequest: LayoutTable.of(close.default.requestStructure),
  closeReply: LayoutTable.of(close.default.responseStructure),
  flushRequest: LayoutTable.of(flush.default.requestStructure),
  readRequest: LayoutTable.of(read.default.requestStructure),
  readReply: LayoutTable.of(read.default.responseStructure),
  writeRequest: LayoutTable.of(write.default.requestStructure),
  writeReply: LayoutTable.of(write.default.responseStructure),
  setInfoRequest: LayoutTable.of(setInfo.default.requestStructure),
  /** Section 2.2.33; the package's loads a time zone library of a megabyte. */
  queryDirectoryRequest: new LayoutTable([
    sized('structureSize', 2, 33),
    // FileIdBothDirectoryInformation
    sized('fileInformationClass', 1, 37),
    sized('flags', 1),
    sized('fileIndex', 4),
    sized('fileId', 16),
    sized('fileNameOffset', 2, 96),
    sized('fileNameLength', 2),
    sized('outputBufferLength', 4),
  ]),
  /** Sections 2.2.34 and 2.2.38: both answers are a piece of the message. */
  outputReply: new LayoutTable([
    sized('structureSize', 2),
    sized('outputBufferOffset', 2),
    sized('outputBufferLength', 4),
  ]),
  /** Section 2.2.37. */
  queryInfoRequest: new LayoutTable([
    sized('structureSize', 2, 41),
    sized('infoType', 1, 1),
    sized('fileInfoClass', 1),
    sized('outputBufferLength', 4),
    sized('inputBufferOffset', 2),
    sized('reserved', 2),
    sized('inputBufferLength', 4),
    sized('additionalInformation', 4),
    sized('flags', 4),
    sized('fileId', 16),
  ]),
  /** Section 2.2.31. */
  ioctlRequest: new LayoutTable([
    sized('structureSize', 2, 57),
    sized('reserved', 2),
    sized('ctlCode', 4),
    sized('fileId', 16),
    sized('inputOffset', 4, 120),
    sized('inputCount', 4),
    sized('maxInputResponse', 4),
    sized('outputOffset', 4),
    sized('outputCount', 4),
    sized('maxOutputResponse', 4),
    // SMB2_0_IOCTL_IS_FSCTL
    sized('flags', 4, 1),
    sized('reserved2', 4),
  ]),
  /** Section 2.2.32. */
  ioctlReply: new LayoutTable([
    sized('structureSize', 2),
    sized('reserved', 2),
    sized('ctlCode', 4),
    sized('fileId', 16),
    sized('inputOffset', 4),
    sized('inputCount', 4),
    sized('outputOffset', 4),
    sized('outputCount', 4),
    sized('flags', 4),
    sized('reserved2', 4),
  ]),
  /** Sections 2.2.28 and 2.2.30: echo and cancel are alike. */
  emptyRequest: new LayoutTable([sized('structureSize', 2, 4), sized('reserved', 2)]),
} as const;
