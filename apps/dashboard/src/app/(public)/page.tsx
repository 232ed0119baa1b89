import { priceWithMarkup } from '@modelhub/core/money';

export default function LandingPage() {
  return <main className="p-8 text-xl">{String(priceWithMarkup(5n, 1000))}</main>;
}
