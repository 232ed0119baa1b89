import { PAGE_PARAMS, listPage } from '../pagination.ts';
import { firstId, type Routes } from '../router.ts';
import { noSuch } from '../stripe-error.ts';

export const eventRoutes: Routes = {
  'GET /v1/events': ({ world, params }) => {
    params.only(...PAGE_PARAMS, 'type', 'types', 'delivery_success');
    const types = params.strings('types') ?? (params.has('type') ? [params.required('type')] : undefined);
    const rows = [...world.state.tables.events.values()].filter((row) => types === undefined || types.includes(row.type));
    return listPage(params, '/v1/events', rows);
  },
  'GET /v1/events/:id': (request) => {
    const event = request.world.state.tables.events.get(firstId(request));
    if (event === undefined) throw noSuch('event', firstId(request));
    return event;
  },
};
