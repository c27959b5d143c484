// Every workflow, by the name under which it is started: the entry of the workflow bundle.
export { classifyImage } from './classification/classify-image';
export { processBatch } from './operations/process-batch';
export { runHousekeeping } from './operations/run-housekeeping';
export { watchReview } from './operations/watch-review';
