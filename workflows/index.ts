// Every workflow, by the name under which it is started: the entry of the workflow bundle.
export { checkModel } from './classification/check-model';
export { classifyImage } from './classification/classify-image';
export { shadowRun } from './classification/shadow-run';
export { deleteAccount } from './identity/delete-account';
export { exportAccount } from './identity/export-account';
export { deliverWebhook } from './messaging/deliver-webhook';
export { sendMail } from './messaging/send-mail';
export { processBatch } from './operations/process-batch';
export { runHousekeeping } from './operations/run-housekeeping';
export { watchReview } from './operations/watch-review';
export { generateImage } from './studio/generate-image';
export { refreshToken } from './studio/refresh-token';
export { measurePost } from './studio/measure-post';
export { publishPost } from './studio/publish-post';
