// What a picture says of its own making, as the IPTC has it: https://iptc.org/standards/photo-metadata/ (2025.1) and
// https://cv.iptc.org/newscodes/digitalsourcetype/. The words that it was made from stay here: what is published is
// read by anybody.
import type { Sharp } from 'sharp';

/** Made by a trained model, or drawn by a program that no picture was shown to. */
export type DigitalSource = 'trainedAlgorithmicMedia' | 'algorithmicMedia';

export interface Provenance {
  source: DigitalSource;
  /** Who made it, and with what. */
  system: string;
  model: string;
}

const sources = 'http://cv.iptc.org/newscodes/digitalsourcetype/';

/** The same picture, saying how it was made. */
export function withProvenance(picture: Sharp, provenance: Provenance): Sharp {
  return picture.withXmp(packetOf(provenance));
}

function packetOf({ source, system, model }: Provenance): string {
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmp:CreatorTool="Relais"
    Iptc4xmpExt:DigitalSourceType="${sources}${source}"
    Iptc4xmpExt:AISystemUsed="${escaped(system)}"
    Iptc4xmpExt:AISystemVersionUsed="${escaped(model)}"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`;
}

const entities: Record<string, string> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' },
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
