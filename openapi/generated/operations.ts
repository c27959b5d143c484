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
    query: Present<NonNullable<wire.ExportReviewedImagesData['query']>, 'format'>;
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
}

export type OperationId = keyof Operations;
