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
  verifyOtp: {
    room: 'identity/verification';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.VerifyOtpRequest;
    form: undefined;
    responses: { 200: wire.VerifyOtpResponses[200] };
  };
  resendOtp: {
    room: 'identity/verification';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.AddressRequest;
    form: undefined;
    responses: { 200: wire.ResendOtpResponses[200] };
  };
  verifyEmail: {
    room: 'identity/verification';
    secured: false;
    params: Nothing;
    query: NonNullable<wire.VerifyEmailData['query']>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.VerifyEmailResponses[200] };
  };
  requestPasswordReset: {
    room: 'identity/passwords';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.AddressRequest;
    form: undefined;
    responses: { 200: wire.RequestPasswordResetResponses[200] };
  };
  validateResetToken: {
    room: 'identity/passwords';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.ResetTokenRequest;
    form: undefined;
    responses: { 200: wire.ValidateResetTokenResponses[200] };
  };
  resetPassword: {
    room: 'identity/passwords';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.ResetPasswordRequest;
    form: undefined;
    responses: { 204: undefined };
  };
  changePassword: {
    room: 'identity/passwords';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.ChangePasswordRequest;
    form: undefined;
    responses: { 204: undefined };
  };
  getAccountExport: {
    room: 'identity/account-export';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetAccountExportResponses[200] };
  };
  exportAccount: {
    room: 'identity/account-export';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 202: wire.ExportAccountResponses[202] };
  };
  downloadAccountExport: {
    room: 'identity/account-export';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.DownloadAccountExportResponses[200] };
  };
  getAccountErasure: {
    room: 'identity/account-erasure';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetAccountErasureResponses[200] };
  };
  deleteAccount: {
    room: 'identity/account-erasure';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.DeleteAccountRequest;
    form: undefined;
    responses: { 202: wire.DeleteAccountResponses[202] };
  };
  cancelAccountErasure: {
    room: 'identity/account-erasure';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.CancelAccountErasureResponses[200] };
  };
  listSessions: {
    room: 'identity/sessions';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListSessionsData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListSessionsResponses[200] };
  };
  deleteSession: {
    room: 'identity/sessions';
    secured: true;
    params: NonNullable<wire.DeleteSessionData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  finishLogin: {
    room: 'identity/mfa';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.MfaLoginRequest;
    form: undefined;
    responses: { 200: wire.FinishLoginResponses[200] };
  };
  getMfa: {
    room: 'identity/mfa';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetMfaResponses[200] };
  };
  enrolMfa: {
    room: 'identity/mfa';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.MfaEnrolmentRequest;
    form: undefined;
    responses: { 201: wire.EnrolMfaResponses[201] };
  };
  confirmMfa: {
    room: 'identity/mfa';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.MfaConfirmation;
    form: undefined;
    responses: { 200: wire.ConfirmMfaResponses[200] };
  };
  replaceRecoveryCodes: {
    room: 'identity/mfa';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.MfaProof;
    form: undefined;
    responses: { 200: wire.ReplaceRecoveryCodesResponses[200] };
  };
  disableMfa: {
    room: 'identity/mfa';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.MfaProof;
    form: undefined;
    responses: { 204: undefined };
  };
  getProfile: {
    room: 'identity/profile';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetProfileResponses[200] };
  };
  saveProfile: {
    room: 'identity/profile';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: NonNullable<wire.SaveProfileData['headers']>;
    body: wire.ProfileUpdate;
    form: undefined;
    responses: { 200: wire.SaveProfileResponses[200] };
  };
  updateProfile: {
    room: 'identity/profile';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: NonNullable<wire.UpdateProfileData['headers']>;
    body: wire.ProfileUpdate;
    form: undefined;
    responses: { 200: wire.UpdateProfileResponses[200] };
  };
  setAvatar: {
    room: 'identity/profile';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: Omit<wire.AvatarUpload, 'avatar'>;
    responses: { 200: wire.SetAvatarResponses[200] };
  };
  removeAvatar: {
    room: 'identity/profile';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  listApiKeys: {
    room: 'identity/api-keys';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListApiKeysData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListApiKeysResponses[200] };
  };
  createApiKey: {
    room: 'identity/api-keys';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.ApiKeyCreate;
    form: undefined;
    responses: { 201: wire.CreateApiKeyResponses[201] };
  };
  getApiKey: {
    room: 'identity/api-keys';
    secured: true;
    params: NonNullable<wire.GetApiKeyData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetApiKeyResponses[200] };
  };
  revokeApiKey: {
    room: 'identity/api-keys';
    secured: true;
    params: NonNullable<wire.RevokeApiKeyData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  listUsers: {
    room: 'identity/users';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListUsersData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListUsersResponses[200] };
  };
  createUser: {
    room: 'identity/users';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: NonNullable<wire.CreateUserData['headers']>;
    body: wire.UserCreate;
    form: undefined;
    responses: { 201: wire.CreateUserResponses[201] };
  };
  getUser: {
    room: 'identity/users';
    secured: true;
    params: NonNullable<wire.GetUserData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetUserResponses[200] };
  };
  deleteUser: {
    room: 'identity/users';
    secured: true;
    params: NonNullable<wire.DeleteUserData['path']>;
    query: Nothing;
    headers: NonNullable<wire.DeleteUserData['headers']>;
    body: wire.DeleteUserRequest;
    form: undefined;
    responses: { 202: wire.DeleteUserResponses[202] };
  };
  updateUser: {
    room: 'identity/users';
    secured: true;
    params: NonNullable<wire.UpdateUserData['path']>;
    query: Nothing;
    headers: NonNullable<wire.UpdateUserData['headers']>;
    body: wire.UserUpdate;
    form: undefined;
    responses: { 200: wire.UpdateUserResponses[200] };
  };
  removeUserMfa: {
    room: 'identity/users';
    secured: true;
    params: NonNullable<wire.RemoveUserMfaData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  listUserRoles: {
    room: 'identity/user-roles';
    secured: true;
    params: NonNullable<wire.ListUserRolesData['path']>;
    query: Present<NonNullable<wire.ListUserRolesData['query']>, 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListUserRolesResponses[200] };
  };
  addUserRole: {
    room: 'identity/user-roles';
    secured: true;
    params: NonNullable<wire.AddUserRoleData['path']>;
    query: Nothing;
    headers: Nothing;
    body: wire.UserRoleAdd;
    form: undefined;
    responses: { 200: wire.AddUserRoleResponses[200] };
  };
  replaceUserRoles: {
    room: 'identity/user-roles';
    secured: true;
    params: NonNullable<wire.ReplaceUserRolesData['path']>;
    query: Nothing;
    headers: NonNullable<wire.ReplaceUserRolesData['headers']>;
    body: wire.UserRolesReplace;
    form: undefined;
    responses: { 200: wire.ReplaceUserRolesResponses[200] };
  };
  removeUserRole: {
    room: 'identity/user-roles';
    secured: true;
    params: NonNullable<wire.RemoveUserRoleData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  listRoles: {
    room: 'identity/roles';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListRolesData['query']>, 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListRolesResponses[200] };
  };
  createRole: {
    room: 'identity/roles';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: Present<wire.RoleCreate, 'description'>;
    form: undefined;
    responses: { 201: wire.CreateRoleResponses[201] };
  };
  getRole: {
    room: 'identity/roles';
    secured: true;
    params: NonNullable<wire.GetRoleData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetRoleResponses[200] };
  };
  deleteRole: {
    room: 'identity/roles';
    secured: true;
    params: NonNullable<wire.DeleteRoleData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  updateRole: {
    room: 'identity/roles';
    secured: true;
    params: NonNullable<wire.UpdateRoleData['path']>;
    query: Nothing;
    headers: NonNullable<wire.UpdateRoleData['headers']>;
    body: wire.RoleUpdate;
    form: undefined;
    responses: { 200: wire.UpdateRoleResponses[200] };
  };
  listPermissions: {
    room: 'identity/permissions';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListPermissionsData['query']>, 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListPermissionsResponses[200] };
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
  changePasswordAlias: {
    room: 'identity/aliases';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.ChangePasswordRequest;
    form: undefined;
    responses: { 204: undefined };
  };
  deleteAccountAlias: {
    room: 'identity/aliases';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.DeleteAccountRequest;
    form: undefined;
    responses: { 202: wire.DeleteAccountAliasResponses[202] };
  };
  getProfileAlias: {
    room: 'identity/aliases';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetProfileAliasResponses[200] };
  };
  saveProfileAlias: {
    room: 'identity/aliases';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: NonNullable<wire.SaveProfileAliasData['headers']>;
    body: wire.ProfileUpdate;
    form: undefined;
    responses: { 200: wire.SaveProfileAliasResponses[200] };
  };
  updateProfileAlias: {
    room: 'identity/aliases';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: NonNullable<wire.UpdateProfileAliasData['headers']>;
    body: wire.ProfileUpdate;
    form: undefined;
    responses: { 200: wire.UpdateProfileAliasResponses[200] };
  };
  createUploads: {
    room: 'classification/uploads';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.UploadsCreate;
    form: undefined;
    responses: { 201: wire.CreateUploadsResponses[201] };
  };
  listImages: {
    room: 'classification/images';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListImagesData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListImagesResponses[200] };
  };
  classifyImage: {
    room: 'classification/images';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: NonNullable<wire.ClassifyImageData['headers']>;
    body: undefined;
    form: Omit<wire.ClassificationImageCreate, 'image'>;
    responses: { 201: wire.ClassifyImageResponses[201]; 202: wire.ClassifyImageResponses[202] };
  };
  getImage: {
    room: 'classification/images';
    secured: true;
    params: NonNullable<wire.GetImageData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetImageResponses[200] };
  };
  deleteImage: {
    room: 'classification/images';
    secured: true;
    params: NonNullable<wire.DeleteImageData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  reviewImage: {
    room: 'classification/image-review';
    secured: true;
    params: NonNullable<wire.ReviewImageData['path']>;
    query: Nothing;
    headers: NonNullable<wire.ReviewImageData['headers']>;
    body: wire.ImageReviewCreate;
    form: undefined;
    responses: { 200: wire.ReviewImageResponses[200] };
  };
  exportReviewedImages: {
    room: 'classification/image-review';
    secured: true;
    params: Nothing;
    query: NonNullable<wire.ExportReviewedImagesData['query']>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ReviewedImageList | Bytes };
  };
  listBatches: {
    room: 'classification/batches';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListBatchesData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListBatchesResponses[200] };
  };
  createBatch: {
    room: 'classification/batches';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: NonNullable<wire.CreateBatchData['headers']>;
    body: wire.ClassificationBatchCreate | undefined;
    form: Omit<wire.ClassificationBatchUpload, 'images' | 'archive'>;
    responses: { 202: wire.CreateBatchResponses[202] };
  };
  getBatch: {
    room: 'classification/batches';
    secured: true;
    params: NonNullable<wire.GetBatchData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetBatchResponses[200] };
  };
  updateBatch: {
    room: 'classification/batches';
    secured: true;
    params: NonNullable<wire.UpdateBatchData['path']>;
    query: Nothing;
    headers: NonNullable<wire.UpdateBatchData['headers']>;
    body: wire.ClassificationBatchUpdate;
    form: undefined;
    responses: { 200: wire.UpdateBatchResponses[200] };
  };
  listBatchItems: {
    room: 'classification/batch-items';
    secured: true;
    params: NonNullable<wire.ListBatchItemsData['path']>;
    query: Present<NonNullable<wire.ListBatchItemsData['query']>, 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListBatchItemsResponses[200] };
  };
  pauseBatch: {
    room: 'classification/batch-actions';
    secured: true;
    params: NonNullable<wire.PauseBatchData['path']>;
    query: Nothing;
    headers: NonNullable<wire.PauseBatchData['headers']>;
    body: undefined;
    form: undefined;
    responses: { 202: wire.PauseBatchResponses[202] };
  };
  resumeBatch: {
    room: 'classification/batch-actions';
    secured: true;
    params: NonNullable<wire.ResumeBatchData['path']>;
    query: Nothing;
    headers: NonNullable<wire.ResumeBatchData['headers']>;
    body: undefined;
    form: undefined;
    responses: { 202: wire.ResumeBatchResponses[202] };
  };
  cancelBatch: {
    room: 'classification/batch-actions';
    secured: true;
    params: NonNullable<wire.CancelBatchData['path']>;
    query: Nothing;
    headers: NonNullable<wire.CancelBatchData['headers']>;
    body: undefined;
    form: undefined;
    responses: { 202: wire.CancelBatchResponses[202] };
  };
  retryBatch: {
    room: 'classification/batch-actions';
    secured: true;
    params: NonNullable<wire.RetryBatchData['path']>;
    query: Nothing;
    headers: NonNullable<wire.RetryBatchData['headers']>;
    body: undefined;
    form: undefined;
    responses: { 202: wire.RetryBatchResponses[202] };
  };
  getBatchReport: {
    room: 'classification/batch-report';
    secured: true;
    params: NonNullable<wire.GetBatchReportData['path']>;
    query: Present<NonNullable<wire.GetBatchReportData['query']>, 'format'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ClassificationBatchReport | Bytes };
  };
  getClassificationStatistics: {
    room: 'classification/statistics';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.GetClassificationStatisticsData['query']>, 'period'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetClassificationStatisticsResponses[200] };
  };
  listModels: {
    room: 'classification/models';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListModelsData['query']>, 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListModelsResponses[200] };
  };
  uploadModel: {
    room: 'classification/models';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: NonNullable<wire.UploadModelData['headers']>;
    body: undefined;
    form: Omit<wire.ClassificationModelUpload, 'model'>;
    responses: { 202: wire.UploadModelResponses[202] };
  };
  rollBackModel: {
    room: 'classification/model-actions';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: NonNullable<wire.RollBackModelData['headers']>;
    body: undefined;
    form: undefined;
    responses: { 200: wire.RollBackModelResponses[200] };
  };
  getModel: {
    room: 'classification/models';
    secured: true;
    params: NonNullable<wire.GetModelData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetModelResponses[200] };
  };
  updateModel: {
    room: 'classification/models';
    secured: true;
    params: NonNullable<wire.UpdateModelData['path']>;
    query: Nothing;
    headers: NonNullable<wire.UpdateModelData['headers']>;
    body: wire.ClassificationModelUpdate;
    form: undefined;
    responses: { 200: wire.UpdateModelResponses[200] };
  };
  activateModel: {
    room: 'classification/model-actions';
    secured: true;
    params: NonNullable<wire.ActivateModelData['path']>;
    query: Nothing;
    headers: NonNullable<wire.ActivateModelData['headers']>;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ActivateModelResponses[200] };
  };
  listShadowRuns: {
    room: 'classification/shadow-runs';
    secured: true;
    params: NonNullable<wire.ListShadowRunsData['path']>;
    query: Present<NonNullable<wire.ListShadowRunsData['query']>, 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListShadowRunsResponses[200] };
  };
  createShadowRun: {
    room: 'classification/shadow-runs';
    secured: true;
    params: NonNullable<wire.CreateShadowRunData['path']>;
    query: Nothing;
    headers: NonNullable<wire.CreateShadowRunData['headers']>;
    body: Present<wire.ShadowRunCreate, 'images'>;
    form: undefined;
    responses: { 202: wire.CreateShadowRunResponses[202] };
  };
  getShadowRun: {
    room: 'classification/shadow-runs';
    secured: true;
    params: NonNullable<wire.GetShadowRunData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetShadowRunResponses[200] };
  };
  cancelShadowRun: {
    room: 'classification/shadow-runs';
    secured: true;
    params: NonNullable<wire.CancelShadowRunData['path']>;
    query: Nothing;
    headers: NonNullable<wire.CancelShadowRunData['headers']>;
    body: undefined;
    form: undefined;
    responses: { 202: wire.CancelShadowRunResponses[202] };
  };
  getModelAccuracy: {
    room: 'classification/image-review';
    secured: true;
    params: NonNullable<wire.GetModelAccuracyData['path']>;
    query: NonNullable<wire.GetModelAccuracyData['query']>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetModelAccuracyResponses[200] };
  };
  generateImage: {
    room: 'studio/generation';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: NonNullable<wire.GenerateImageData['headers']>;
    body: Present<wire.StudioImageCreate, 'width' | 'height' | 'count'>;
    form: undefined;
    responses: { 202: wire.GenerateImageResponses[202] };
  };
  listStudioImages: {
    room: 'studio/images';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListStudioImagesData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListStudioImagesResponses[200] };
  };
  getStudioImageStatistics: {
    room: 'studio/image-statistics';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.GetStudioImageStatisticsData['query']>, 'period'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetStudioImageStatisticsResponses[200] };
  };
  listImageTags: {
    room: 'studio/tags';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListImageTagsData['query']>, 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListImageTagsResponses[200] };
  };
  createImageTag: {
    room: 'studio/tags';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.ImageTagCreate;
    form: undefined;
    responses: { 200: wire.CreateImageTagResponses[200]; 201: wire.CreateImageTagResponses[201] };
  };
  deleteImageTag: {
    room: 'studio/tags';
    secured: true;
    params: Nothing;
    query: NonNullable<wire.DeleteImageTagData['query']>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  getStudioImage: {
    room: 'studio/images';
    secured: true;
    params: NonNullable<wire.GetStudioImageData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetStudioImageResponses[200] };
  };
  deleteStudioImage: {
    room: 'studio/images';
    secured: true;
    params: NonNullable<wire.DeleteStudioImageData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  updateStudioImage: {
    room: 'studio/images';
    secured: true;
    params: NonNullable<wire.UpdateStudioImageData['path']>;
    query: Nothing;
    headers: NonNullable<wire.UpdateStudioImageData['headers']>;
    body: wire.StudioImageUpdate;
    form: undefined;
    responses: { 200: wire.UpdateStudioImageResponses[200] };
  };
  validateStudioImage: {
    room: 'studio/images';
    secured: true;
    params: NonNullable<wire.ValidateStudioImageData['path']>;
    query: Nothing;
    headers: NonNullable<wire.ValidateStudioImageData['headers']>;
    body: wire.StudioImageValidation;
    form: undefined;
    responses: { 200: wire.ValidateStudioImageResponses[200] };
  };
  editStudioImage: {
    room: 'studio/image-edits';
    secured: true;
    params: NonNullable<wire.EditStudioImageData['path']>;
    query: Nothing;
    headers: NonNullable<wire.EditStudioImageData['headers']>;
    body: wire.StudioImageEditCreate;
    form: undefined;
    responses: { 201: wire.EditStudioImageResponses[201] };
  };
  listImageAttempts: {
    room: 'studio/generation';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListImageAttemptsData['query']>, 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListImageAttemptsResponses[200] };
  };
  schedulePost: {
    room: 'studio/posts';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: NonNullable<wire.SchedulePostData['headers']>;
    body: wire.PostCreate;
    form: undefined;
    responses: { 201: wire.SchedulePostResponses[201] };
  };
  listPosts: {
    room: 'studio/posts';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListPostsData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListPostsResponses[200] };
  };
  getPost: {
    room: 'studio/posts';
    secured: true;
    params: NonNullable<wire.GetPostData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetPostResponses[200] };
  };
  deletePost: {
    room: 'studio/posts';
    secured: true;
    params: NonNullable<wire.DeletePostData['path']>;
    query: Present<NonNullable<wire.DeletePostData['query']>, 'live'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  updatePost: {
    room: 'studio/posts';
    secured: true;
    params: NonNullable<wire.UpdatePostData['path']>;
    query: Nothing;
    headers: NonNullable<wire.UpdatePostData['headers']>;
    body: wire.PostUpdate;
    form: undefined;
    responses: { 200: wire.UpdatePostResponses[200] };
  };
  cancelPost: {
    room: 'studio/post-actions';
    secured: true;
    params: NonNullable<wire.CancelPostData['path']>;
    query: Nothing;
    headers: NonNullable<wire.CancelPostData['headers']>;
    body: undefined;
    form: undefined;
    responses: { 202: wire.CancelPostResponses[202] };
  };
  publishPostNow: {
    room: 'studio/post-actions';
    secured: true;
    params: NonNullable<wire.PublishPostNowData['path']>;
    query: Nothing;
    headers: NonNullable<wire.PublishPostNowData['headers']>;
    body: undefined;
    form: undefined;
    responses: { 202: wire.PublishPostNowResponses[202] };
  };
  retryPost: {
    room: 'studio/post-actions';
    secured: true;
    params: NonNullable<wire.RetryPostData['path']>;
    query: Nothing;
    headers: NonNullable<wire.RetryPostData['headers']>;
    body: Present<wire.PostRetry, 'include_unconfirmed'> | undefined;
    form: undefined;
    responses: { 202: wire.RetryPostResponses[202] };
  };
  getPostTimeline: {
    room: 'studio/post-actions';
    secured: true;
    params: NonNullable<wire.GetPostTimelineData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetPostTimelineResponses[200] };
  };
  listPlatforms: {
    room: 'studio/platforms';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListPlatformsResponses[200] };
  };
  listSocialAccounts: {
    room: 'studio/accounts';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListSocialAccountsData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListSocialAccountsResponses[200] };
  };
  getSocialAccount: {
    room: 'studio/accounts';
    secured: true;
    params: NonNullable<wire.GetSocialAccountData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetSocialAccountResponses[200] };
  };
  removeSocialAccount: {
    room: 'studio/accounts';
    secured: true;
    params: NonNullable<wire.RemoveSocialAccountData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  renewSocialAccount: {
    room: 'studio/accounts';
    secured: true;
    params: NonNullable<wire.RenewSocialAccountData['path']>;
    query: Nothing;
    headers: NonNullable<wire.RenewSocialAccountData['headers']>;
    body: undefined;
    form: undefined;
    responses: { 202: wire.RenewSocialAccountResponses[202] };
  };
  connectSocialAccount: {
    room: 'studio/accounts';
    secured: true;
    params: NonNullable<wire.ConnectSocialAccountData['path']>;
    query: Nothing;
    headers: Nothing;
    body: wire.SocialAccountConnect;
    form: undefined;
    responses: {
      200: wire.ConnectSocialAccountResponses[200];
      201: wire.ConnectSocialAccountResponses[201];
    };
  };
  preflightPost: {
    room: 'studio/preflight';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.PostPreflight;
    form: undefined;
    responses: { 200: wire.PreflightPostResponses[200] };
  };
  schedulePosts: {
    room: 'studio/post-bulks';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.SchedulePostsData['query']>, 'dry_run'>;
    headers: NonNullable<wire.SchedulePostsData['headers']>;
    body: wire.PostBulkCreate | undefined;
    form: Omit<wire.PostBulkUpload, 'file'>;
    responses: { 200: wire.SchedulePostsResponses[200]; 201: wire.SchedulePostsResponses[201] };
  };
  getPostAnalytics: {
    room: 'studio/analytics';
    secured: true;
    params: NonNullable<wire.GetPostAnalyticsData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetPostAnalyticsResponses[200] };
  };
  syncPostAnalytics: {
    room: 'studio/analytics';
    secured: true;
    params: NonNullable<wire.SyncPostAnalyticsData['path']>;
    query: Nothing;
    headers: NonNullable<wire.SyncPostAnalyticsData['headers']>;
    body: undefined;
    form: undefined;
    responses: { 202: wire.SyncPostAnalyticsResponses[202] };
  };
  getPostStatistics: {
    room: 'studio/analytics';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.GetPostStatisticsData['query']>, 'period'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetPostStatisticsResponses[200] };
  };
  listPostingSchedules: {
    room: 'studio/schedules';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListPostingSchedulesData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListPostingSchedulesResponses[200] };
  };
  createPostingSchedule: {
    room: 'studio/schedules';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: NonNullable<wire.CreatePostingScheduleData['headers']>;
    body: Present<wire.PostingScheduleCreate, 'is_active'>;
    form: undefined;
    responses: { 201: wire.CreatePostingScheduleResponses[201] };
  };
  getPostingSchedule: {
    room: 'studio/schedules';
    secured: true;
    params: NonNullable<wire.GetPostingScheduleData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetPostingScheduleResponses[200] };
  };
  deletePostingSchedule: {
    room: 'studio/schedules';
    secured: true;
    params: NonNullable<wire.DeletePostingScheduleData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  updatePostingSchedule: {
    room: 'studio/schedules';
    secured: true;
    params: NonNullable<wire.UpdatePostingScheduleData['path']>;
    query: Nothing;
    headers: NonNullable<wire.UpdatePostingScheduleData['headers']>;
    body: wire.PostingScheduleUpdate;
    form: undefined;
    responses: { 200: wire.UpdatePostingScheduleResponses[200] };
  };
  getScheduleSlots: {
    room: 'studio/schedules';
    secured: true;
    params: NonNullable<wire.GetScheduleSlotsData['path']>;
    query: Present<NonNullable<wire.GetScheduleSlotsData['query']>, 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetScheduleSlotsResponses[200] };
  };
  listPostTemplates: {
    room: 'studio/templates';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListPostTemplatesData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListPostTemplatesResponses[200] };
  };
  createPostTemplate: {
    room: 'studio/templates';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.PostTemplateCreate;
    form: undefined;
    responses: { 201: wire.CreatePostTemplateResponses[201] };
  };
  getPostTemplate: {
    room: 'studio/templates';
    secured: true;
    params: NonNullable<wire.GetPostTemplateData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetPostTemplateResponses[200] };
  };
  deletePostTemplate: {
    room: 'studio/templates';
    secured: true;
    params: NonNullable<wire.DeletePostTemplateData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  updatePostTemplate: {
    room: 'studio/templates';
    secured: true;
    params: NonNullable<wire.UpdatePostTemplateData['path']>;
    query: Nothing;
    headers: NonNullable<wire.UpdatePostTemplateData['headers']>;
    body: wire.PostTemplateUpdate;
    form: undefined;
    responses: { 200: wire.UpdatePostTemplateResponses[200] };
  };
  getCalendar: {
    room: 'studio/calendar';
    secured: true;
    params: Nothing;
    query: NonNullable<wire.GetCalendarData['query']>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetCalendarResponses[200] };
  };
  getCalendarFeed: {
    room: 'studio/calendar';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetCalendarFeedResponses[200] };
  };
  createCalendarFeed: {
    room: 'studio/calendar';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 201: wire.CreateCalendarFeedResponses[201] };
  };
  deleteCalendarFeed: {
    room: 'studio/calendar';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  readCalendarFeed: {
    room: 'studio/calendar';
    secured: false;
    params: Nothing;
    query: NonNullable<wire.ReadCalendarFeedData['query']>;
    headers: NonNullable<wire.ReadCalendarFeedData['headers']>;
    body: undefined;
    form: undefined;
    responses: { 200: Bytes; 304: undefined };
  };
  listEvents: {
    room: 'messaging/events';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListEventsData['query']>, 'after' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListEventsResponses[200] };
  };
  listNotifications: {
    room: 'messaging/notifications';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListNotificationsData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListNotificationsResponses[200] };
  };
  createNotification: {
    room: 'messaging/notifications';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: NonNullable<wire.CreateNotificationData['headers']>;
    body: Present<wire.NotificationCreate, 'notification_type'>;
    form: undefined;
    responses: { 201: wire.CreateNotificationResponses[201] };
  };
  listUnreadNotifications: {
    room: 'messaging/notifications';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListUnreadNotificationsData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListUnreadNotificationsResponses[200] };
  };
  readAllNotifications: {
    room: 'messaging/notifications';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ReadAllNotificationsResponses[200] };
  };
  getNotificationStats: {
    room: 'messaging/notifications';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetNotificationStatsResponses[200] };
  };
  getNotification: {
    room: 'messaging/notifications';
    secured: true;
    params: NonNullable<wire.GetNotificationData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetNotificationResponses[200] };
  };
  updateNotification: {
    room: 'messaging/notifications';
    secured: true;
    params: NonNullable<wire.UpdateNotificationData['path']>;
    query: Nothing;
    headers: NonNullable<wire.UpdateNotificationData['headers']>;
    body: wire.NotificationUpdate;
    form: undefined;
    responses: { 200: wire.UpdateNotificationResponses[200] };
  };
  deleteNotification: {
    room: 'messaging/notifications';
    secured: true;
    params: NonNullable<wire.DeleteNotificationData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  getSettings: {
    room: 'messaging/settings';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetSettingsResponses[200] };
  };
  updateSettings: {
    room: 'messaging/settings';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: NonNullable<wire.UpdateSettingsData['headers']>;
    body: Present<wire.SettingsUpdate, 'theme' | 'digest'>;
    form: undefined;
    responses: { 200: wire.UpdateSettingsResponses[200] };
  };
  resetSettings: {
    room: 'messaging/settings';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ResetSettingsResponses[200] };
  };
  listMails: {
    room: 'messaging/mails';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListMailsData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListMailsResponses[200] };
  };
  reportMailBounce: {
    room: 'messaging/mails';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: wire.MailBounceReport;
    form: undefined;
    responses: { 200: wire.ReportMailBounceResponses[200] };
  };
  getMail: {
    room: 'messaging/mails';
    secured: true;
    params: NonNullable<wire.GetMailData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetMailResponses[200] };
  };
  retryMail: {
    room: 'messaging/mails';
    secured: true;
    params: NonNullable<wire.RetryMailData['path']>;
    query: Nothing;
    headers: NonNullable<wire.RetryMailData['headers']>;
    body: undefined;
    form: undefined;
    responses: { 202: wire.RetryMailResponses[202] };
  };
  listMailTemplates: {
    room: 'messaging/mail-templates';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListMailTemplatesResponses[200] };
  };
  previewMailTemplate: {
    room: 'messaging/mail-templates';
    secured: true;
    params: NonNullable<wire.PreviewMailTemplateData['path']>;
    query: Present<NonNullable<wire.PreviewMailTemplateData['query']>, 'format'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: Bytes };
  };
  listWebhookEndpoints: {
    room: 'messaging/webhook-endpoints';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListWebhookEndpointsData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListWebhookEndpointsResponses[200] };
  };
  createWebhookEndpoint: {
    room: 'messaging/webhook-endpoints';
    secured: true;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: Present<wire.WebhookEndpointCreate, 'description' | 'is_enabled'>;
    form: undefined;
    responses: { 201: wire.CreateWebhookEndpointResponses[201] };
  };
  getWebhookEndpoint: {
    room: 'messaging/webhook-endpoints';
    secured: true;
    params: NonNullable<wire.GetWebhookEndpointData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetWebhookEndpointResponses[200] };
  };
  deleteWebhookEndpoint: {
    room: 'messaging/webhook-endpoints';
    secured: true;
    params: NonNullable<wire.DeleteWebhookEndpointData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 204: undefined };
  };
  updateWebhookEndpoint: {
    room: 'messaging/webhook-endpoints';
    secured: true;
    params: NonNullable<wire.UpdateWebhookEndpointData['path']>;
    query: Nothing;
    headers: NonNullable<wire.UpdateWebhookEndpointData['headers']>;
    body: wire.WebhookEndpointUpdate;
    form: undefined;
    responses: { 200: wire.UpdateWebhookEndpointResponses[200] };
  };
  rotateWebhookSecret: {
    room: 'messaging/webhook-endpoint-actions';
    secured: true;
    params: NonNullable<wire.RotateWebhookSecretData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.RotateWebhookSecretResponses[200] };
  };
  testWebhookEndpoint: {
    room: 'messaging/webhook-endpoint-actions';
    secured: true;
    params: NonNullable<wire.TestWebhookEndpointData['path']>;
    query: Nothing;
    headers: NonNullable<wire.TestWebhookEndpointData['headers']>;
    body: undefined;
    form: undefined;
    responses: { 202: wire.TestWebhookEndpointResponses[202] };
  };
  replayWebhookDeliveries: {
    room: 'messaging/webhook-endpoint-actions';
    secured: true;
    params: NonNullable<wire.ReplayWebhookDeliveriesData['path']>;
    query: Nothing;
    headers: NonNullable<wire.ReplayWebhookDeliveriesData['headers']>;
    body: wire.WebhookReplay;
    form: undefined;
    responses: { 202: wire.ReplayWebhookDeliveriesResponses[202] };
  };
  listWebhookDeliveries: {
    room: 'messaging/webhook-deliveries';
    secured: true;
    params: NonNullable<wire.ListWebhookDeliveriesData['path']>;
    query: Present<NonNullable<wire.ListWebhookDeliveriesData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListWebhookDeliveriesResponses[200] };
  };
  getWebhookDelivery: {
    room: 'messaging/webhook-deliveries';
    secured: true;
    params: NonNullable<wire.GetWebhookDeliveryData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetWebhookDeliveryResponses[200] };
  };
  replayWebhookDelivery: {
    room: 'messaging/webhook-deliveries';
    secured: true;
    params: NonNullable<wire.ReplayWebhookDeliveryData['path']>;
    query: Nothing;
    headers: NonNullable<wire.ReplayWebhookDeliveryData['headers']>;
    body: undefined;
    form: undefined;
    responses: { 202: wire.ReplayWebhookDeliveryResponses[202] };
  };
  listReviews: {
    room: 'operations/reviews';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListReviewsData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListReviewsResponses[200] };
  };
  getReview: {
    room: 'operations/reviews';
    secured: true;
    params: NonNullable<wire.GetReviewData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetReviewResponses[200] };
  };
  decideReview: {
    room: 'operations/reviews';
    secured: true;
    params: NonNullable<wire.DecideReviewData['path']>;
    query: Nothing;
    headers: Nothing;
    body: wire.ReviewDecision;
    form: undefined;
    responses: { 200: wire.DecideReviewResponses[200] };
  };
  createReviewLink: {
    room: 'operations/reviews';
    secured: true;
    params: NonNullable<wire.CreateReviewLinkData['path']>;
    query: Nothing;
    headers: Nothing;
    body: Present<wire.ReviewLinkCreate, 'expires_in'>;
    form: undefined;
    responses: { 201: wire.CreateReviewLinkResponses[201] };
  };
  getLinkedReview: {
    room: 'operations/review-links';
    secured: false;
    params: NonNullable<wire.GetLinkedReviewData['path']>;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetLinkedReviewResponses[200] };
  };
  decideLinkedReview: {
    room: 'operations/review-links';
    secured: false;
    params: NonNullable<wire.DecideLinkedReviewData['path']>;
    query: Nothing;
    headers: Nothing;
    body: wire.LinkedDecision;
    form: undefined;
    responses: { 200: wire.DecideLinkedReviewResponses[200] };
  };
  listAuditEntries: {
    room: 'operations/audit-entries';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ListAuditEntriesData['query']>, 'sort' | 'limit'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ListAuditEntriesResponses[200] };
  };
  getHealth: {
    room: 'operations/health';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetHealthResponses[200]; 503: wire.GetHealthErrors[503] };
  };
  getDatabaseHealth: {
    room: 'operations/health';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: {
      200: wire.GetDatabaseHealthResponses[200];
      503: wire.GetDatabaseHealthErrors[503];
    };
  };
  getQueueHealth: {
    room: 'operations/health';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetQueueHealthResponses[200]; 503: wire.GetQueueHealthErrors[503] };
  };
  getStorageHealth: {
    room: 'operations/health';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetStorageHealthResponses[200]; 503: wire.GetStorageHealthErrors[503] };
  };
  getWorkerHealth: {
    room: 'operations/health';
    secured: false;
    params: Nothing;
    query: Nothing;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.GetWorkerHealthResponses[200]; 503: wire.GetWorkerHealthErrors[503] };
  };
  exportSessions: {
    room: 'identity/sessions';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ExportSessionsData['query']>, 'sort'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.SessionsExport | Bytes };
    exports: 'listSessions';
  };
  exportApiKeys: {
    room: 'identity/api-keys';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ExportApiKeysData['query']>, 'sort'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ApiKeysExport | Bytes };
    exports: 'listApiKeys';
  };
  exportUsers: {
    room: 'identity/users';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ExportUsersData['query']>, 'sort'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.UsersExport | Bytes };
    exports: 'listUsers';
  };
  exportRoles: {
    room: 'identity/roles';
    secured: true;
    params: Nothing;
    query: NonNullable<wire.ExportRolesData['query']>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.RolesExport | Bytes };
    exports: 'listRoles';
  };
  exportImages: {
    room: 'classification/images';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ExportImagesData['query']>, 'sort'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ImagesExport | Bytes };
    exports: 'listImages';
  };
  exportBatches: {
    room: 'classification/batches';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ExportBatchesData['query']>, 'sort'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.BatchesExport | Bytes };
    exports: 'listBatches';
  };
  exportBatchItems: {
    room: 'classification/batch-items';
    secured: true;
    params: NonNullable<wire.ExportBatchItemsData['path']>;
    query: NonNullable<wire.ExportBatchItemsData['query']>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.BatchItemsExport | Bytes };
    exports: 'listBatchItems';
  };
  exportModels: {
    room: 'classification/models';
    secured: true;
    params: Nothing;
    query: NonNullable<wire.ExportModelsData['query']>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ModelsExport | Bytes };
    exports: 'listModels';
  };
  exportShadowRuns: {
    room: 'classification/shadow-runs';
    secured: true;
    params: NonNullable<wire.ExportShadowRunsData['path']>;
    query: NonNullable<wire.ExportShadowRunsData['query']>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ShadowRunsExport | Bytes };
    exports: 'listShadowRuns';
  };
  exportStudioImages: {
    room: 'studio/images';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ExportStudioImagesData['query']>, 'sort'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.StudioImagesExport | Bytes };
    exports: 'listStudioImages';
  };
  exportImageTags: {
    room: 'studio/tags';
    secured: true;
    params: Nothing;
    query: NonNullable<wire.ExportImageTagsData['query']>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ImageTagsExport | Bytes };
    exports: 'listImageTags';
  };
  exportImageAttempts: {
    room: 'studio/generation';
    secured: true;
    params: Nothing;
    query: NonNullable<wire.ExportImageAttemptsData['query']>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ImageAttemptsExport | Bytes };
    exports: 'listImageAttempts';
  };
  exportPosts: {
    room: 'studio/posts';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ExportPostsData['query']>, 'sort'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.PostsExport | Bytes };
    exports: 'listPosts';
  };
  exportSocialAccounts: {
    room: 'studio/accounts';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ExportSocialAccountsData['query']>, 'sort'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.SocialAccountsExport | Bytes };
    exports: 'listSocialAccounts';
  };
  exportPostingSchedules: {
    room: 'studio/schedules';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ExportPostingSchedulesData['query']>, 'sort'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.PostingSchedulesExport | Bytes };
    exports: 'listPostingSchedules';
  };
  exportPostTemplates: {
    room: 'studio/templates';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ExportPostTemplatesData['query']>, 'sort'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.PostTemplatesExport | Bytes };
    exports: 'listPostTemplates';
  };
  exportEvents: {
    room: 'messaging/events';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ExportEventsData['query']>, 'after'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.EventsExport | Bytes };
    exports: 'listEvents';
  };
  exportNotifications: {
    room: 'messaging/notifications';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ExportNotificationsData['query']>, 'sort'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.NotificationsExport | Bytes };
    exports: 'listNotifications';
  };
  exportMails: {
    room: 'messaging/mails';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ExportMailsData['query']>, 'sort'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.MailsExport | Bytes };
    exports: 'listMails';
  };
  exportWebhookEndpoints: {
    room: 'messaging/webhook-endpoints';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ExportWebhookEndpointsData['query']>, 'sort'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.WebhookEndpointsExport | Bytes };
    exports: 'listWebhookEndpoints';
  };
  exportWebhookDeliveries: {
    room: 'messaging/webhook-deliveries';
    secured: true;
    params: NonNullable<wire.ExportWebhookDeliveriesData['path']>;
    query: Present<NonNullable<wire.ExportWebhookDeliveriesData['query']>, 'sort'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.WebhookDeliveriesExport | Bytes };
    exports: 'listWebhookDeliveries';
  };
  exportReviews: {
    room: 'operations/reviews';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ExportReviewsData['query']>, 'sort'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.ReviewsExport | Bytes };
    exports: 'listReviews';
  };
  exportAuditEntries: {
    room: 'operations/audit-entries';
    secured: true;
    params: Nothing;
    query: Present<NonNullable<wire.ExportAuditEntriesData['query']>, 'sort'>;
    headers: Nothing;
    body: undefined;
    form: undefined;
    responses: { 200: wire.AuditEntriesExport | Bytes };
    exports: 'listAuditEntries';
  };
}

export type OperationId = keyof Operations;
