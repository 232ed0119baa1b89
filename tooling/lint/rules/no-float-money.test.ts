import { ruleTester } from '../rule-tester.ts';
import { noFloatMoney } from './no-float-money.ts';

const float = [{ messageId: 'float' }];
const division = [{ messageId: 'division' }];
const type = [{ messageId: 'type' }];

ruleTester.run('no-float-money', noFloatMoney, {
  valid: [
    `const total = costNanoUsd + feeNanoUsd * 2n - 1n;`,
    `const text = decimalFromNanoUsd(costNanoUsd);`,
    `const cents = divideHalfUp(nanoUsd, NANO_USD_PER_CENT);`,
    `const cents = Number(amountCents); // Stripe's API takes cents as a number`,
    `const price = BigInt(row.cost_nano_usd);`,
    `const half = (tokens / 2).toFixed(1);`,
    `interface Usage { readonly costNanoUsd: bigint; readonly budgetNanoUsd: bigint | null; requests: number }`,
    `const costNanoUsd: NanoUsd = 1n;`,
  ],
  invalid: [
    { code: `Number(costNanoUsd);`, errors: float },
    { code: `Number(row.costNanoUsd);`, errors: float },
    { code: `Number(row['cost_nano_usd']);`, errors: float },
    { code: `Number(costNanoUsd - paidNanoUsd) / 1e9;`, errors: float },
    { code: `Number(String(costNanoUsd));`, errors: float },
    { code: `Number(row.costNanoUsd!);`, errors: float },
    { code: `Number(budget?.capNanoUsd ?? 0n);`, errors: float },
    { code: `Number(event.totalNanoUsd());`, errors: float },
    { code: `Number(priceNanoUsdPerMillionTokens);`, errors: float },
    { code: `Number.parseFloat(costMicroUsd);`, errors: float },
    { code: `parseInt(row.cost_nano_usd, 10);`, errors: float },
    { code: `Math.round(costNanoUsd);`, errors: float },
    { code: `+costNanoUsd;`, errors: float },
    { code: `costNanoUsd.toFixed(2);`, errors: float },
    { code: `(costNanoUsd - 1n).toPrecision(3);`, errors: float },
    { code: `const usd = costNanoUsd / 1_000_000_000n;`, errors: division },
    { code: `const usd = (costNanoUsd + feeNanoUsd) / 2n;`, errors: division },
    { code: `costNanoUsd /= 2n;`, errors: division },
    { code: `const costNanoUsd: number = read();`, errors: type },
    { code: `function charge(amountNanoUsd: number): void {}`, errors: type },
    { code: `interface Row { readonly cost_nano_usd: number | null }`, errors: type },
    { code: `class Row { totalNanoUsd: number = 0; }`, errors: type },
  ],
});
