/** Where the file of an uploaded version of the model lies in the object store. */
export function modelKey(version: string): string {
  return `models/${version}/model.onnx`;
}
