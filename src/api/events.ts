/**
 * What the agent pushes to the dashboard over the WebSocket at `EVENTS_PATH`. Each message is the
 * whole new value of one topic, and a fresh connection gets every topic once; or it is news of a
 * folder that the dashboard said it has open, or a notification to be shown or taken back.
 */
import * as Type from 'typebox';
import { Activity } from '../model/activity.ts';
import { NetworkAdapter } from '../model/adapter.ts';
import { Call } from '../model/call.ts';
import { Peer, Status } from '../model/device.ts';
import { DesktopState } from '../model/desktop.ts';
import { Drive } from '../model/drive.ts';
import { FolderNews, FolderPlace } from '../model/folder-news.ts';
import { FileServer } from '../model/file-server.ts';
import { GuestLink } from '../model/guest.ts';
import { InstalledPrinter } from '../model/installed-printer.ts';
import { InternetState } from '../model/internet.ts';
import { Job } from '../model/job.ts';
import { Keep } from '../model/keep.ts';
import { LanPrinting } from '../model/lan-printing.ts';
import { Nearby } from '../model/nearby.ts';
import { MAX_NOTICES, Notice } from '../model/notice.ts';
import { OwnPrinter, Printer } from '../model/printer.ts';
import { Receipt, Sending } from '../model/sending.ts';
import { ScreenState } from '../model/screen.ts';
import { OwnShare, Share } from '../model/share.ts';
import { Conversation } from '../model/talk.ts';
import { Transfer } from '../model/transfer.ts';
import { Invitation, JoinRequest, Member, MembershipNews } from '../model/workgroup.ts';

export const EVENTS_PATH = '/api/v1/events';

/** WebSocket subprotocols of the local door; the second carries the bearer token. */
export const EVENTS_PROTOCOL = 'hallway.v1';
export const BEARER_PROTOCOL_PREFIX = 'bearer.';

/** What a dashboard may say: a person looks at it, or does not any more. */
export const IN_VIEW = 'in-view';
export const OUT_OF_VIEW = 'out-of-view';
/** And: its browser shows notifications, or does not any more. */
export const NOTIFIES = 'notifies';
export const NOTIFIES_NOT = 'notifies-not';

export const Topics = {
  status: Status,
  members: Type.Array(Member),
  /** What became of members, newest first; empty in no workgroup. */
  news: Type.Array(MembershipNews, { maxItems: 100 }),
  peers: Type.Array(Peer),
  invitation: Type.Union([Invitation, Type.Null()]),
  requests: Type.Array(JoinRequest),
  nearby: Type.Array(Nearby),
  /** This PC's network adapters. */
  adapters: Type.Array(NetworkAdapter),
  /** Printers of the whole workgroup that this device may use, its own shared ones included. */
  printers: Type.Array(Printer),
  ownPrinters: Type.Array(OwnPrinter),
  installedPrinters: Type.Array(InstalledPrinter),
  lanPrinting: LanPrinting,
  /** Shares of the whole workgroup that this device may use, its own included. */
  shares: Type.Array(Share),
  ownShares: Type.Array(OwnShare),
  /** File servers without Hallway that this person connected to. */
  servers: Type.Array(FileServer),
  drives: Type.Array(Drive),
  /** Icon, notifications and pausing. */
  desktop: DesktopState,
  /** Jobs that this device sent or prints, newest first. */
  jobs: Type.Array(Job),
  /** Everybody, each colleague and each group. */
  talk: Type.Array(Conversation),
  /** Calls that ring here, and the one that somebody here is in. */
  calls: Type.Array(Call),
  /** What plays on this PC's screen, and what colleagues ask to show. */
  screen: ScreenState,
  /** Files in pieces: what this PC gets and gives, latest first. */
  transfers: Type.Array(Transfer),
  /** What this PC gives to others, latest first. */
  sendings: Type.Array(Sending),
  /** Copies of colleagues' folders that this PC keeps, latest first. */
  keeps: Type.Array(Keep),
  /** Links for guests, latest first. */
  guests: Type.Array(GuestLink),
  /** This PC's way to the internet for colleagues, and theirs for this PC. */
  internet: InternetState,
  /** What others offer to this PC, latest first. */
  receipts: Type.Array(Receipt),
  /** The latest of what others did with what this PC shares. */
  activity: Type.Union([Activity, Type.Null()]),
  /** What the person should hear of printing, latest first. */
  notices: Type.Array(Notice, { maxItems: MAX_NOTICES }),
} as const;

export type Topic = keyof typeof Topics;

/** By name alone, for whoever does not check them: the schemas are a part of the first load. */
export const TOPIC_NAMES = {
  status: true,
  members: true,
  news: true,
  peers: true,
  invitation: true,
  requests: true,
  nearby: true,
  adapters: true,
  printers: true,
  ownPrinters: true,
  installedPrinters: true,
  lanPrinting: true,
  shares: true,
  ownShares: true,
  servers: true,
  drives: true,
  desktop: true,
  jobs: true,
  talk: true,
  calls: true,
  screen: true,
  transfers: true,
  sendings: true,
  keeps: true,
  guests: true,
  internet: true,
  receipts: true,
  activity: true,
  notices: true,
} as const satisfies Record<Topic, true>;

export type TopicValues = { [K in Topic]: Type.Static<(typeof Topics)[K]> };

export type LocalEvent = { [K in Topic]: { topic: K; value: TopicValues[K] } }[Topic];

/** From the dashboard: the folders that it has open now, all of them. */
export const OpenFolders = Type.Object({ open: Type.Array(FolderPlace, { maxItems: 16 }) });
export type OpenFolders = Type.Static<typeof OpenFolders>;

/** To the dashboard: how one of them stands, or that it changed. */
export const FolderEvent = Type.Object({ folder: FolderNews });
export type FolderEvent = Type.Static<typeof FolderEvent>;

/** To a dashboard whose browser shows notifications: show this, or take back what had this tag. */
export const NotificationEvent = Type.Object({
  notification: Type.Union([
    Type.Object({
      /** A later one of the same tag takes its place. */
      tag: Type.String(),
      title: Type.String(),
      body: Type.String(),
      /** It stays until somebody saw to it. */
      waits: Type.Boolean(),
      /** Path of the dashboard that a click opens. */
      page: Type.String(),
    }),
    Type.Object({ tag: Type.String(), over: Type.Literal(true) }),
  ]),
});
export type NotificationEvent = Type.Static<typeof NotificationEvent>;
