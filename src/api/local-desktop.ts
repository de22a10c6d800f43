/** The local door: icon, notifications and pausing. */
import * as Type from 'typebox';
import { DesktopLanguage, DesktopState } from '../model/desktop.ts';
import { endpoint } from './endpoint.ts';

const base = '/api/v1';

export const getDesktop = endpoint({
  method: 'GET',
  path: `${base}/own/desktop`,
  summary: 'How Hallway shows itself on this PC.',
  answer: DesktopState,
});

/** What is left out stays as it is. */
export const setDesktop = endpoint({
  method: 'PUT',
  path: `${base}/own/desktop`,
  summary: 'Pause sharing, switch notifications off, start with the session, choose the language.',
  body: Type.Object({
    paused: Type.Optional(Type.Boolean()),
    quiet: Type.Optional(Type.Boolean()),
    startup: Type.Optional(Type.Boolean()),
    language: Type.Optional(Type.Union([DesktopLanguage, Type.Null()])),
  }),
  answer: DesktopState,
});
