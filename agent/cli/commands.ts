/** The table of commands, by what they are for, in the order in which `help` shows them. */
import type { Command } from './command.ts';
import { activity } from './commands/activity.ts';
import { adapterAuto, adapterSkip, adapterUse, adapters } from './commands/adapters.ts';
import { agent } from './commands/agent.ts';
import { cancel } from './commands/cancel.ts';
import { chatAdd, chatGroup } from './commands/chat-groups.ts';
import { chatCalls, chatLog, chatSend } from './commands/chat.ts';
import { dashboard } from './commands/dashboard.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { drives, drivesClose, drivesEject, drivesOffer, drivesOpen } from './commands/drives.ts';
import { get } from './commands/get.ts';
import { guestAdd, guestList, guestRemove, guestRenew } from './commands/guest.ts';
import {
  internetShare,
  internetStatus,
  internetUnshare,
  internetUse,
} from './commands/internet.ts';
import { job } from './commands/job.ts';
import { jobDecide, jobMove, jobsHold, jobsKeep, reprint } from './commands/job-actions.ts';
import { jobs } from './commands/jobs.ts';
import { keep, keeps, keepsEnd, keepsSync } from './commands/keep.ts';
import { language } from './commands/language.ts';
import { ls } from './commands/ls.ts';
import { mkdir } from './commands/mkdir.ts';
import { mount, unmount } from './commands/mount.ts';
import { cp, mv, rm } from './commands/move.ts';
import { nearby } from './commands/nearby.ts';
import { notices } from './commands/notices.ts';
import { peers, peersConnect, peersWake } from './commands/peers.ts';
import { play } from './commands/play.ts';
import { print } from './commands/print.ts';
import { printerAdd } from './commands/printer-add.ts';
import { printerInstall, printerInstalled, printerUninstall } from './commands/printer-install.ts';
import { printerClose, printerOpen, printerOpened } from './commands/printer-open.ts';
import {
  printerPause,
  printerPolicy,
  printerResume,
  printerUsage,
} from './commands/printer-owner.ts';
import { printerShare, printerUnshare } from './commands/printer-share.ts';
import { printers } from './commands/printers.ts';
import { connect, disconnect, servers } from './commands/connect.ts';
import { offers, offersAccept, offersDecline, offersRule } from './commands/offers.ts';
import { put } from './commands/put.ts';
import { release } from './commands/release.ts';
import {
  screens,
  screensPause,
  screensResume,
  screensRule,
  screensSeek,
  screensStop,
  screensVolume,
} from './commands/screens.ts';
import { search } from './commands/search.ts';
import { send, sent, sentCancel } from './commands/send.ts';
import { sendTo } from './commands/send-to.ts';
import { shareAdd } from './commands/share-add.ts';
import { shareChange } from './commands/share-change.ts';
import { shareList } from './commands/share-list.ts';
import { shareRemove } from './commands/share-remove.ts';
import { start, stop } from './commands/start.ts';
import { startup } from './commands/startup.ts';
import { status } from './commands/status.ts';
import {
  transferCancel,
  transferGiveOn,
  transferPause,
  transferResume,
  transfers,
} from './commands/transfers.ts';
import { transferLimits } from './commands/transfer-limits.ts';
import { trashEmpty, trashList, trashRestore } from './commands/trash.ts';
import { uninstall } from './commands/uninstall.ts';
import { update } from './commands/update.ts';
import { workgroupCreate } from './commands/workgroup-create.ts';
import { workgroupApprove, workgroupDeny } from './commands/workgroup-decide.ts';
import { workgroupInvite } from './commands/workgroup-invite.ts';
import { workgroupJoin } from './commands/workgroup-join.ts';
import { workgroupLeave } from './commands/workgroup-leave.ts';
import { workgroupMembers } from './commands/workgroup-members.ts';
import { workgroupRemove } from './commands/workgroup-remove.ts';
import { workgroupRequests } from './commands/workgroup-requests.ts';

export interface Section {
  readonly title: string;
  readonly commands: readonly Command[];
}

export const SECTIONS: readonly Section[] = [
  {
    title: 'This PC',
    commands: [
      agent,
      start,
      stop,
      startup,
      dashboard,
      language,
      status,
      doctor,
      adapters,
      adapterUse,
      adapterSkip,
      adapterAuto,
      notices,
      update,
      uninstall,
      demo,
    ],
  },
  {
    title: 'The workgroup',
    commands: [
      workgroupCreate,
      workgroupInvite,
      workgroupJoin,
      workgroupRequests,
      workgroupApprove,
      workgroupDeny,
      workgroupMembers,
      workgroupRemove,
      workgroupLeave,
      nearby,
      peers,
      peersConnect,
      peersWake,
    ],
  },
  {
    title: 'Files',
    commands: [
      shareAdd,
      shareChange,
      shareList,
      shareRemove,
      ls,
      search,
      get,
      put,
      mkdir,
      mv,
      cp,
      rm,
      trashList,
      trashRestore,
      trashEmpty,
      mount,
      unmount,
    ],
  },
  {
    title: 'Files for colleagues, and copies that follow',
    commands: [
      send,
      sendTo,
      sent,
      sentCancel,
      offers,
      offersAccept,
      offersDecline,
      offersRule,
      keep,
      keeps,
      keepsSync,
      keepsEnd,
      transfers,
      transferPause,
      transferResume,
      transferCancel,
      transferGiveOn,
      transferLimits,
    ],
  },
  {
    title: 'Drives, and file servers without Hallway',
    commands: [
      drives,
      drivesOffer,
      drivesEject,
      drivesOpen,
      drivesClose,
      connect,
      servers,
      disconnect,
    ],
  },
  {
    title: 'Printing',
    commands: [
      print,
      printers,
      jobs,
      job,
      cancel,
      jobsHold,
      release,
      jobMove,
      reprint,
      jobDecide,
      jobsKeep,
      printerShare,
      printerUnshare,
      printerAdd,
      printerInstall,
      printerUninstall,
      printerInstalled,
      printerOpen,
      printerClose,
      printerOpened,
      printerPause,
      printerResume,
      printerPolicy,
      printerUsage,
    ],
  },
  {
    title: 'Songs and films',
    commands: [
      play,
      screens,
      screensPause,
      screensResume,
      screensSeek,
      screensVolume,
      screensStop,
      screensRule,
    ],
  },
  {
    title: 'Talk, and who did what',
    commands: [chatSend, chatLog, chatGroup, chatAdd, chatCalls, activity],
  },
  {
    title: 'Visitors, and the internet',
    commands: [
      guestAdd,
      guestList,
      guestRenew,
      guestRemove,
      internetShare,
      internetUnshare,
      internetUse,
      internetStatus,
    ],
  },
];

export const COMMANDS: readonly Command[] = SECTIONS.flatMap(({ commands }) => commands);
