/** Every route of the local door, by the part of the agent that answers it. */
import type { FastifyInstance } from 'fastify';
import type { SmbHosts } from '../../../src/shares/smb/smb-hosts.ts';
import type { AgentDesktop } from '../../desktop/agent-desktop.ts';
import type { AgentDoctor } from '../../doctor/doctor.ts';
import type { DavDoor } from '../../files/dav-door.ts';
import type { FolderFeed } from '../../files/folder-feed.ts';
import type { GuestDesk } from '../../guests/guest-desk.ts';
import type { InternetDesk } from '../../internet/internet-desk.ts';
import type { AgentUpdate } from '../../life/update.ts';
import type { Reception } from '../../members/reception.ts';
import type { OutwardPrinting } from '../../printing/outward-printing.ts';
import type { ContentServer } from '../content-server.ts';
import { activityRoutes } from './activity.ts';
import { adapterRoutes } from './adapters.ts';
import { desktopRoutes } from './desktop.ts';
import { doctorRoutes } from './doctor.ts';
import { fileRoutes } from './files.ts';
import { folderRoutes } from './folders.ts';
import { guestRoutes } from './guests.ts';
import { internetRoutes } from './internet.ts';
import { mountRoutes } from './mounts.ts';
import { networkRoutes } from './network.ts';
import { noticeRoutes, printerOwnerRoutes, printingRoutes } from './printing.ts';
import { searchRoutes } from './search.ts';
import { sendingRoutes } from './sendings.ts';
import { serverRoutes } from './servers.ts';
import { systemPrinterRoutes } from './system-printers.ts';
import { talkRoutes } from './talk.ts';
import { thisPcRoutes } from './this-pc.ts';
import { transferRoutes } from './transfers.ts';
import { updateRoutes } from './update.ts';
import { workgroupRoutes } from './workgroup.ts';

export interface LocalParts {
  reception: Reception;
  desktop: AgentDesktop;
  update: AgentUpdate;
  doctor: AgentDoctor;
  content: ContentServer;
  folders: FolderFeed;
  dav: DavDoor;
  servers: SmbHosts;
  outward: OutwardPrinting;
  guests: GuestDesk;
  internet: InternetDesk;
}

export function localRoutes(app: FastifyInstance, parts: LocalParts): void {
  const { reception, desktop, update, doctor, content, folders, dav, servers, outward } = parts;
  thisPcRoutes(app, reception);
  adapterRoutes(app, reception);
  desktopRoutes(app, desktop);
  updateRoutes(app, update);
  workgroupRoutes(app, reception);
  networkRoutes(app, reception);
  doctorRoutes(app, doctor);
  fileRoutes(app, reception, content);
  transferRoutes(app, reception);
  sendingRoutes(app, reception);
  talkRoutes(app, reception);
  activityRoutes(app, reception);
  folderRoutes(app, folders);
  searchRoutes(app, reception);
  mountRoutes(app, dav);
  serverRoutes(app, reception, servers);
  printingRoutes(app, reception);
  systemPrinterRoutes(app, reception, outward);
  printerOwnerRoutes(app, reception);
  noticeRoutes(app, reception);
  guestRoutes(app, parts.guests);
  internetRoutes(app, parts.internet);
}
