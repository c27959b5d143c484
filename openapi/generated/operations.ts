// Generated from the contract by scripts/generate; do not edit.
import type { Readable } from 'node:stream';
import type * as wire from './types';

/** Parameters with a default are always there: the validator fills them in. */
type Present<T, K extends keyof T> = Omit<T, K> & Required<Pick<T, K>>;
type Nothing = Record<never, never>;
/** Anything that is not JSON leaves as bytes, in one piece or as a stream. */
type Bytes = Readable | Buffer | string;

/** Every operation of the contract, as its handler sees it. */
export interface Operations {
  registerUser: {
    room: 'identity/sessions';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.RegisterRequest;
    form: undefined;
    responses: { 201: wire.RegisterUserResponses[201] };
  };
  loginUser: {
    room: 'identity/sessions';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.LoginRequest;
    form: undefined;
    responses: { 200: wire.LoginUserResponses[200] };
  };
  refreshToken: {
    room: 'identity/sessions';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.RefreshRequest;
    form: undefined;
    responses: { 200: wire.RefreshTokenResponses[200] };
  };
  logoutUser: {
    room: 'identity/sessions';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.LogoutUserData['query']>, 'all'>;
    headers: Nothing;
    body: wire.LogoutRequest | undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  getMe: {
    room: 'identity/sessions';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetMeResponses[200] };
  };
  registerUserAlias: {
    room: 'identity/aliases';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.RegisterRequest;
    form: undefined;
    responses: { 201: wire.RegisterUserAliasResponses[201] };
  };
  loginUserAlias: {
    room: 'identity/aliases';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.LoginRequest;
    form: undefined;
    responses: { 200: wire.LoginUserAliasResponses[200] };
  };
  refreshTokenAlias: {
    room: 'identity/aliases';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.RefreshRequest;
    form: undefined;
    responses: { 200: wire.RefreshTokenAliasResponses[200] };
  };
  logoutUserAlias: {
    room: 'identity/aliases';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.LogoutUserAliasData['query']>, 'all'>;
    headers: Nothing;
    body: wire.LogoutRequest | undefined;
    form: undefined;
    responses: { 204: undefined };
  };
}

export type OperationId = keyof Operations;
